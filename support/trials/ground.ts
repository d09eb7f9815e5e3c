import path from 'node:path';
import { startSandbox } from '../backends';
import { FakeCheckout } from '../backends/testing/fake-checkout';
import type { Kind } from './blow';

/** What a run is played on, beside its folder for reports. */
export interface Ground {
  readonly database: string;
  /** Settings of the run. */
  readonly variables: Readonly<Record<string, string>>;
  /** Starts what is to run before the run begins; there must be a database by now. */
  begin(): Promise<void>;
  /** Ends what runs on after the run. */
  end(): Promise<void>;
}

const nothing = async (): Promise<void> => Promise.resolve();

/** The ground for a kind of run: a sandbox of its own, a checkout that it starts, or a pair that runs already. */
export async function makeGround(kind: Kind, folder: string): Promise<Ground> {
  if (kind === 'checkout') return checkout();
  const database = path.join(folder, 'MaiBot.db');
  if (kind === 'attached') return standingPair(database, path.join(folder, 'pair'));
  return { database, variables: { MAIMBOT_DATABASE: database }, begin: nothing, end: nothing };
}

async function checkout(): Promise<Ground> {
  const made = await FakeCheckout.make();
  return {
    database: made.database,
    variables: {
      MAIMBOT_MODE: 'maimbot',
      MAIMBOT_HOME: made.home,
      MAIMBOT_CONFIG_PORT: String(made.configPort),
    },
    begin: nothing,
    end: async () => {
      made.remove();
      return nothing();
    },
  };
}

function standingPair(database: string, logs: string): Ground {
  const variables: Record<string, string> = { MAIMBOT_MODE: 'attached', MAIMBOT_DATABASE: database };
  let stop: () => Promise<void> = nothing;
  return {
    database,
    variables,
    begin: async () => {
      // Its reply backend writes what it remembers again and again, also what was purged meanwhile.
      process.env.SANDBOX_STREAM_SAVE_MS = '700';
      const pair = await startSandbox({
        database,
        logs,
        configPort: 0,
        replyPort: 0,
        startTimeoutMs: 60_000,
      });
      stop = async () => pair.stop();
      Object.assign(variables, {
        MAIMBOT_CONFIG_URL: pair.configUrl,
        MAIMBOT_REPLY_URL: pair.replyUrl,
      });
    },
    end: async () => stop(),
  };
}
