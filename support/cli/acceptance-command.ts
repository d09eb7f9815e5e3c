import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../basics/errors';
import ora, { type Ora } from 'ora';
import { type JourneyRun, type Progress, runJourney } from '../run/integration-test';
import { Background, healthOf } from '../run/standing-pair';
import { END, LEAVE } from '../suite/interruption';
import { type SettingName, SPECIFICATIONS, type Settings, standardOf } from '../settings/specification';
import { describeJourney } from './journey-summary';
import { helpEnd, note, print, readSettings, reportsOf, ROOT, wholeNumber } from './shared';

interface Options {
  readonly users?: number;
  readonly agents?: number;
  readonly messages?: number;
  readonly cleanup: boolean;
  readonly tags?: string;
  readonly configUrl?: string;
  readonly replyUrl?: string;
  readonly database?: string;
  readonly json?: boolean;
}

const CUCUMBER = path.join(
  path.dirname(require.resolve('@cucumber/cucumber/package.json')),
  'bin',
  'cucumber.js',
);

/** `acceptance`: the journey, or the features with some tags, on backends that run or on a pair of its own. */
export function acceptanceCommand(): Command {
  return new Command('acceptance')
    .description(
      'run the journey – users register, create agents, talk to all of them at once, everything is removed – on the backends that `start` began or that are named, else on a pair of its own',
    )
    .option('--users <n>', 'users to register', wholeNumber)
    .option('--agents <n>', 'agents for each of them', wholeNumber)
    .option('--messages <n>', 'messages in each dialogue', wholeNumber)
    .option('--no-cleanup', 'leave what was made, and say how to remove it')
    .option('--tags <expression>', 'run the features with these tags instead, with cucumber-js')
    .option('--config-url <url>', 'the configurator of backends that run already')
    .option('--reply-url <url>', 'their reply backend')
    .option('--database <file>', 'their database')
    .option('--json', 'print the content of the results file instead of a summary')
    .addHelpText(
      'after',
      helpEnd(
        [
          'npm run acceptance -- --users 5 --agents 3',
          'npm run acceptance -- --no-cleanup',
          'npm run acceptance -- --tags "@dialogue and not @sandbox"',
          'npm run acceptance -- --config-url http://127.0.0.1:8000 --reply-url ws://127.0.0.1:8095/ws --database ../MaiMBot/data/MaiBot.db',
        ],
        '0 everything held · 1 something did not, or the backends did not come up · 2 called wrongly, or something is missing · 130, 143 interrupted',
      ),
    )
    .action(async (options: Options) => {
      if (options.tags !== undefined && options.json === true)
        throw new UsageError(
          'acceptance: --json goes with the journey, not with --tags; the features write reports/messages.ndjson',
        );
      const settings = await settingsFor(options);
      if (options.tags === undefined) await journey(settings, options.json);
      else await features(settings, options.tags);
    });
}

async function settingsFor({
  configUrl,
  replyUrl,
  database,
  users,
  agents,
  messages,
  cleanup,
}: Options): Promise<Settings> {
  const sizes = { users, agents, messages, ...(cleanup ? {} : { cleanup }) };
  if (configUrl !== undefined || replyUrl !== undefined) {
    const file = database === undefined ? undefined : path.resolve(database);
    return readSettings({
      ...sizes,
      mode: 'attached',
      home: '',
      python: '',
      configUrl,
      replyUrl,
      database: file,
    });
  }
  if (database !== undefined) return readSettings({ ...sizes, database: path.resolve(database) });
  const settings = readSettings(sizes);
  const standing = settings.mode === 'attached' ? undefined : new Background(reportsOf(settings)).pair;
  if (!standing?.serving) return settings;
  const { mode, serving } = standing;
  if (mode === 'sandbox' && settings.mode === 'maimbot') {
    note('the backends that `npm start` began are a sandbox: MaiMBot is started beside them');
    return settings;
  }
  const { configurator, replyBackend } = await healthOf(serving);
  if (configurator !== undefined || replyBackend !== undefined) {
    note(
      'the backends that `npm start` began do not answer (npm run status says more): a pair of its own is started',
    );
    return settings;
  }
  const what = mode === 'sandbox' ? 'the sandbox' : 'the MaiMBot';
  note(`on ${what} that \`npm start\` began: ${serving.configUrl} and ${serving.replyUrl}`);
  const attached = { home: '', python: '', mode: 'attached', ...serving } as const;
  // Agents of a sandbox answer as fast here as in a pair of the run's own; those of a real MaiMBot do not.
  return mode === 'sandbox' ? { ...settings, ...attached } : readSettings({ ...sizes, ...attached });
}

async function journey(settings: Settings, json: boolean | undefined): Promise<void> {
  const spinner = ora({ stream: process.stderr }).start(
    `${settings.users} users × ${settings.agents} agents`,
  );
  const interruption = endOnSignal(spinner);
  try {
    const run = await runJourney({
      settings,
      root: ROOT,
      onNote: (line) => {
        spinner.info(line);
        spinner.start();
      },
      onProgress: showOn(spinner, settings),
      signal: interruption.signal,
    });
    spinner.stop();
    print(json, run.results, describeJourney(run));
    if (json === true && !settings.cleanup)
      note(`to remove what was left: npm run purge -- --run ${run.run.id}`);
    process.exitCode = interruption.exitCode() ?? exitCodeOf(run);
  } catch (error) {
    spinner.fail('the journey cannot begin');
    throw error;
  } finally {
    interruption.forget();
  }
}

function exitCodeOf({ results, ending }: JourneyRun): number {
  return results.success && ending ? 0 : 1;
}

/** One line for each stage; on a terminal it moves. */
function showOn(spinner: Ora, { users, agents, messages, cleanup }: Settings): (progress: Progress) => void {
  const total = users * agents;
  let stage: Progress['stage'] | undefined;
  return (progress) => {
    const text = {
      begin: 'the backends are started or looked for',
      create: `registered ${progress.users} of ${users} users, created ${progress.agents} of ${total} agents`,
      talk: `${total} dialogues at once: ${progress.messages} of ${total * messages} messages`,
      'clean up': cleanup ? 'everything is removed, and looked for' : 'what was made is left, as asked',
    }[progress.stage];
    if (stage !== undefined && stage !== progress.stage) {
      spinner.succeed();
      spinner.start(text);
    } else spinner.text = text;
    stage = progress.stage;
  };
}

interface Interruption {
  readonly signal: AbortSignal;
  readonly exitCode: () => number | undefined;
  readonly forget: () => void;
}

/** The first Ctrl-C ends the journey in order, the second at once: then the watchdog does the rest. */
function endOnSignal(spinner: Ora): Interruption {
  const controller = new AbortController();
  let code: number | undefined;
  const on = (exitCode: number) => (): void => {
    if (code !== undefined) {
      spinner.fail('left at once: the watchdog ends the backends and removes what the run made');
      process.exit(exitCode);
    }
    code = exitCode;
    spinner.warn(
      'interrupted: the dialogues are ended and everything is removed; once more to leave at once',
    );
    spinner.start();
    controller.abort();
  };
  const [int, term] = [on(130), on(143)];
  process.on('SIGINT', int).on('SIGTERM', term);
  return {
    signal: controller.signal,
    exitCode: () => code,
    forget: () => process.off('SIGINT', int).off('SIGTERM', term),
  };
}

/** Runs cucumber-js with these settings; what it prints and its exit code are the command's. */
async function features(settings: Settings, tags: string): Promise<void> {
  const changed = (Object.keys(SPECIFICATIONS) as SettingName[]).filter(
    (name) => name !== 'password' && settings[name] !== standardOf(name, settings.mode),
  );
  const parameters = Object.fromEntries(changed.map((name) => [name, settings[name]]));
  const child = spawn(
    process.execPath,
    [CUCUMBER, '--tags', tags, '--world-parameters', JSON.stringify(parameters)],
    { cwd: ROOT, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] },
  );
  // From a terminal a signal reaches both processes, from elsewhere this one alone.
  let asked = false;
  const onSignal = (): void => {
    if (child.connected) child.send(asked ? LEAVE : END);
    asked = true;
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  process.exitCode = exitCode ?? 1;
}
