import { expect } from 'chai';
import { DeadlineError, describeMissedDeadline, until, untilQuiet, within } from './wait';

const LONG = 20_000;

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Rejections that nobody has handled while the work went on. */
async function unhandledDuring(work: () => Promise<void>): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => {
    unhandled.push(reason);
  };
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', note);
  try {
    await work();
    // Unhandled rejections are told of before the next round of the event loop.
    for (let round = 0; round < 3; round += 1) await nextRound();
  } finally {
    process.off('unhandledRejection', note);
    for (const listener of others) process.on('unhandledRejection', listener);
  }
  return unhandled;
}

const nextRound = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Timers that keep the process alive, once the test runner has armed its own. */
async function timers(): Promise<number> {
  await nextRound();
  return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
}

describe('describeMissedDeadline', () => {
  it('says what was awaited and for how long, what came instead, and the causes in order', () => {
    expect(
      describeMissedDeadline({
        what: 'a receipt',
        deadlineMs: 250,
        instead: () => 'a reply',
        causes: ['the server is slow', 'the key is wrong'],
      }),
    ).to.equal(
      'waited 250 ms for a receipt, in vain\ncame instead: a reply\nlikely causes:\n  1. the server is slow\n  2. the key is wrong',
    );
  });

  it('is one line where nothing more is known', () => {
    expect(describeMissedDeadline({ what: 'a receipt', deadlineMs: 1 })).to.equal(
      'waited 1 ms for a receipt, in vain',
    );
  });
});

describe('until', () => {
  it('looks at once, even when there is no time at all', async () => {
    expect(await until(() => 'seen', { what: 'x', deadlineMs: 0 })).to.equal('seen');
  });

  it('takes every value but undefined for seen', async () => {
    for (const value of [0, '', false, null]) {
      expect(await until(() => value, { what: 'x', deadlineMs: LONG })).to.equal(value);
    }
  });

  it('looks again until there is something, and then no more', async () => {
    let looks = 0;
    const look = (): Promise<number | undefined> => {
      looks += 1;
      return Promise.resolve(looks === 3 ? looks : undefined);
    };
    expect(await until(look, { what: 'x', deadlineMs: LONG, everyMs: 1 })).to.equal(3);
    expect(looks).to.equal(3);
  });

  it('looks once more when the deadline has passed while it waited: the condition wins', async () => {
    let looks = 0;
    const seen = await until(() => (++looks === 2 ? 'seen' : undefined), {
      what: 'x',
      deadlineMs: 1,
      everyMs: 30,
    });
    expect(seen).to.equal('seen');
  });

  it('gives up with what was seen at the last look', async () => {
    let looks = 0;
    const failure = await failureOf(
      until(
        () => {
          looks += 1;
          return undefined;
        },
        { what: 'a row', deadlineMs: 5, everyMs: 1, instead: () => `${looks} looks`, causes: ['it is late'] },
      ),
    );
    expect(failure).to.be.instanceOf(DeadlineError);
    expect(looks).to.be.greaterThan(1);
    expect(String(failure)).to.equal(
      `DeadlineError: waited 5 ms for a row, in vain\ncame instead: ${looks} looks\nlikely causes:\n  1. it is late`,
    );
  });

  it('does not ask what came instead when the condition held', async () => {
    const instead = (): string => {
      throw new Error('was asked');
    };
    expect(await until(() => 1, { what: 'x', deadlineMs: 0, instead })).to.equal(1);
  });

  it('rejects with the error of a look that fails', async () => {
    const error = new Error('no such table');
    expect(await failureOf(until(() => Promise.reject(error), { what: 'x', deadlineMs: LONG }))).to.equal(
      error,
    );
  });
});

describe('within', () => {
  it('resolves as the event does, and leaves no timer behind', async () => {
    const before = await timers();
    expect(await within(Promise.resolve('came'), { what: 'x', deadlineMs: LONG })).to.equal('came');
    expect(await timers()).to.equal(before);
  });

  it('prefers an event that has come to a deadline that has passed', async () => {
    expect(await within(Promise.resolve('came'), { what: 'x', deadlineMs: 0 })).to.equal('came');
  });

  it('rejects as the event does, and leaves no timer behind', async () => {
    const before = await timers();
    const error = new Error('connection lost');
    expect(await failureOf(within(Promise.reject(error), { what: 'x', deadlineMs: LONG }))).to.equal(error);
    expect(await timers()).to.equal(before);
  });

  it('gives up with what was awaited, what came instead and why that may be', async () => {
    const failure = await failureOf(
      within(new Promise(() => undefined), {
        what: 'the backend to end',
        deadlineMs: 5,
        instead: () => 'silence',
        causes: ['it hangs'],
      }),
    );
    expect(failure).to.be.instanceOf(DeadlineError);
    expect(String(failure)).to.equal(
      'DeadlineError: waited 5 ms for the backend to end, in vain\ncame instead: silence\nlikely causes:\n  1. it hangs',
    );
  });

  it('leaves no rejection unhandled, whichever loses', async () => {
    const unhandled = await unhandledDuring(async () => {
      let fail = (_error: Error): void => undefined;
      const late = new Promise<never>((_, reject) => (fail = reject));
      await failureOf(within(late, { what: 'x', deadlineMs: 1 }));
      fail(new Error('too late'));
      await within(Promise.resolve(), { what: 'x', deadlineMs: LONG });
    });
    expect(unhandled).to.deep.equal([]);
  });

  it('would be seen to leave one unhandled', async () => {
    const unhandled = await unhandledDuring(async () => {
      void Promise.reject(new Error('forgotten'));
      await Promise.resolve();
    });
    expect(unhandled.map(String)).to.deep.equal(['Error: forgotten']);
  });
});

describe('A wait for quiet', () => {
  it('ends when nothing has changed for so long, and not before', async () => {
    let changes = 5;
    const began = performance.now();
    await untilQuiet(() => (changes > 0 ? changes-- : 'done'), {
      what: 'quiet',
      deadlineMs: 5_000,
      quietMs: 60,
      everyMs: 10,
    });
    expect(changes).to.equal(0);
    expect(performance.now() - began).to.be.at.least(60);
  });

  it('is given up where it never becomes quiet', async () => {
    let changes = 0;
    const failure = await untilQuiet(() => ++changes, {
      what: 'quiet',
      deadlineMs: 50,
      quietMs: 20,
      everyMs: 5,
    }).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(DeadlineError);
  });
});
