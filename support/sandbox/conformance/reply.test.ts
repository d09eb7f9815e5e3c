import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { z } from 'zod';
import { startConfigurator } from '../configurator';
import { startReplyBackend } from '../reply';
import { replyDefects } from '../faults/reply-defects';
import { reread, together } from '../faults/seam-tools';
import { soundSeams, type Seams } from '../seams';
import { forkSandbox, type Forked } from './forked';
import { describeDifferences } from './placeholders';
import { recordedSessions } from './recorded-sessions';
import { engageCast } from './reply-cast';
import { knownSessionDifferences, type KnownSessionDifference } from './session-differences';
import { replaySessions, type ReplayedSession } from './session-replay';

const signingKey = 'the-key-of-the-conformance-test-0123456789';

const summaryOf = (results: readonly ReplayedSession[]): string =>
  results
    .filter(({ differences }) => differences.length > 0)
    .map(({ name, differences }) => `${name}\n${describeDifferences(differences)}`)
    .join('\n\n');

describe('the reply backend, compared with the sessions recorded from the real one', () => {
  let folder: string;
  let database: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'maimbot-conformance-'));
    database = join(folder, 'MaiBot.db');
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('goes through every session as recorded, but for what a known defect explains', async () => {
    const sandbox: Forked[] = [];
    const start = async (module: string): Promise<string> => {
      const forked = forkSandbox(require.resolve(`../${module}`), {
        SANDBOX_DATABASE: database,
        SANDBOX_SIGNING_KEY: signingKey,
      });
      sandbox.push(forked);
      return `127.0.0.1:${await forked.listening}`;
    };
    try {
      const addresses = await Promise.all([start('configurator-process'), start('reply-process')]);
      const bindings = await engageCast(`http://${addresses[0]}`);
      const replyUrl = `ws://${addresses[1]}`;
      const results = await replaySessions({ replyUrl, bindings, allowed: knownSessionDifferences });
      const wrong = results.filter(({ differences }) => differences.length > 0);
      const explained = results.filter(
        ({ defect, differences }) => defect !== undefined && differences.length === 0,
      );
      const matching = results.length - explained.length - wrong.length;
      const defects = [...new Set(explained.map(({ defect }) => defect))].toSorted().join(', ');
      process.stdout.write(
        `reply backend: ${matching} of ${results.length} sessions match, ${explained.length} differ by a known defect (${defects})\n`,
      );
      expect(summaryOf(results)).to.equal('');
      expect(results.map(({ name }) => name)).to.have.members(recordedSessions.map(({ name }) => name));
      expect(results).to.have.length(20);
      expect(sandbox[1]?.output()).to.contain('accepted a connection').and.to.not.contain('mb_');
    } finally {
      await Promise.all(sandbox.map((forked) => forked.stop()));
    }
  });

  it('is allowed to differ only where a recording exists, and only from it', () => {
    for (const { session, instead } of knownSessionDifferences) {
      const recorded = recordedSessions.find(({ name }) => name === session);
      expect(recorded, session).to.not.equal(undefined);
      expect(instead, session).to.not.deep.equal(recorded?.frames);
    }
    const defects = new Set(knownSessionDifferences.map(({ defect }) => defect));
    expect([...defects]).to.have.members(['D10', 'D12', 'D13', 'D14']);
  });

  /** Replays against servers in this process. */
  async function replayWith(
    seams: Seams,
    allowed: readonly KnownSessionDifference[],
  ): Promise<{ summary: string; differing: string[] }> {
    const shared = { database, host: '127.0.0.1', port: 0 };
    const configurator = await startConfigurator({ ...shared, signingKey, seams: soundSeams });
    const backend = await startReplyBackend({ ...shared, replyDelayMs: 5, replyParts: 1, seams });
    try {
      const bindings = await engageCast(`http://127.0.0.1:${configurator.port}`);
      const replyUrl = `ws://127.0.0.1:${backend.port}`;
      const results = await replaySessions({ replyUrl, bindings, allowed, deadlineMs: 3000 });
      const differing = results.filter(({ differences }) => differences.length > 0);
      return { summary: summaryOf(results), differing: differing.map(({ name }) => name) };
    } finally {
      await backend.close();
      await configurator.close();
    }
  }

  it('goes through every session as recorded, without exception, with the known defects switched on', async () => {
    const { summary } = await replayWith(together(...Object.values(replyDefects)), []);
    expect(summary).to.equal('');
  });

  it('notices when it is not told of the known defects', async () => {
    const { differing } = await replayWith(soundSeams, []);
    expect(differing).to.have.members(knownSessionDifferences.map(({ session }) => session));
  });

  const edited = (cause: string, from: string | RegExp, to: string): Partial<Seams> => ({
    deliver: (actual, deliveries) =>
      actual !== cause
        ? deliveries
        : deliveries.map((each) => ({
            ...each,
            frame: z
              .record(z.string(), z.unknown())
              .parse(JSON.parse(JSON.stringify(each.frame).replace(from, to))),
          })),
  });
  const mistakes: [string, Partial<Seams>, string][] = [
    ['a field too many in a reply', edited('reply', '"ver":1', '"ver":1,"more":1'), 'bad frames'],
    ['a field missing in a receipt', edited('receipt', '"ver":1,', ''), 'bad frames'],
    ["another agent's name", edited('reply', /"user_nickname":"\w+"/, '"user_nickname":"x"'), 'bad frames'],
    [
      'milliseconds for seconds',
      edited('receipt', /"timestamp":\d+/, '"timestamp":1767000000000'),
      'bad frames',
    ],
    ['ids of another form', edited('reply', '"msg_id":"msg_', '"msg_id":"m_'), 'bad frames'],
    [
      'a receipt for every connection of the key',
      {
        deliver: (cause, deliveries, about) =>
          cause === 'reply'
            ? deliveries
            : (about?.connections as { id: string }[]).flatMap(({ id }) =>
                deliveries.map((each) => ({ ...each, to: id })),
              ),
      },
      'same key twice, connection 2',
    ],
    [
      'a reply for the sender alone',
      { deliver: (cause, deliveries) => (cause === 'reply' ? deliveries.slice(0, 1) : deliveries) },
      'same key twice, connection 2',
    ],
    [
      'a reply on every platform',
      {
        read: reread({
          'reply.audience': (_ids, about) => (about.connections as { id: string }[]).map(({ id }) => id),
        }),
      },
      'platform in the header differs from message_dim',
    ],
    [
      'a face that is answered',
      { check: (name, verdict) => verdict || name === 'reply.segment-answerable' },
      'unusual segments',
    ],
    [
      'a binary frame that is tolerated',
      { check: (name, verdict) => verdict || name === 'reply.frame-tolerated' },
      'binary frame',
    ],
    [
      'a receipt for a receipt',
      { check: (name, verdict) => verdict || name === 'reply.receipt-due' },
      'bad frames',
    ],
    [
      'any path served',
      { check: (name, verdict) => verdict || name === 'reply.path-served' },
      'connect on a wrong path',
    ],
  ];
  for (const [what, mistake, session] of mistakes) {
    it(`notices ${what}`, async () => {
      const { differing } = await replayWith(together(mistake), knownSessionDifferences);
      expect(differing).to.include(session);
    });
  }
});
