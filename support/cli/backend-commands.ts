import path from 'node:path';
import { Command } from 'commander';
import type { Settings } from '../settings/specification';
import { endLeftProcesses, leftRuns } from '../run/finish-left-run';
import {
  Background,
  complaintAboutPair,
  type Health,
  healthOf,
  type StandingPair,
} from '../run/standing-pair';
import { helpEnd, note, print, readSettings, reportsOf, reportsWhatever, ROOT } from './shared';

interface Options {
  readonly json?: boolean;
}

const JSON_OPTION = ['--json', 'print JSON instead of text'] as const;

/** `start`: both backends, in the background. */
export function startCommand(): Command {
  return new Command('start')
    .description(
      'start both backends in the background and return when they serve (modes sandbox and maimbot)',
    )
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      helpEnd(
        [
          'npm start',
          'MAIMBOT_MODE=maimbot MAIMBOT_HOME=../MaiMBot npm start',
          'MAIMBOT_CONFIG_PORT=8000 MAIMBOT_REPLY_PORT=8095 npm start -- --json',
        ],
        '0 they serve, or did already · 1 they do not come up · 2 called wrongly, or something is missing',
      ),
    )
    .action(async ({ json }: Options) => {
      await start(readSettings(), json);
    });
}

async function start(settings: Settings, json: boolean | undefined): Promise<void> {
  const background = new Background(reportsOf(settings));
  const forget = endOnSignal(background);
  try {
    const { started, pair } = await background.start(settings, ROOT, note);
    const what = started ? 'both backends serve' : 'they run already';
    print(json, { started, ...pair }, [`${what}:`, ...describe(pair)]);
  } finally {
    forget();
  }
}

/** A start that is interrupted leaves nothing running. */
function endOnSignal(background: Background): () => void {
  const end = (exitCode: number) => (): void => {
    note('interrupted: what was started is ended');
    void background.stopOwn().finally(() => process.exit(exitCode));
  };
  const [int, term] = [end(130), end(143)];
  process.on('SIGINT', int).on('SIGTERM', term);
  return () => process.off('SIGINT', int).off('SIGTERM', term);
}

/** `status`: whether both backends answer. */
export function statusCommand(): Command {
  return new Command('status')
    .description('say whether both backends answer, each by its own protocol')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      helpEnd(
        [
          'npm run status',
          'npm run status -- --json',
          'MAIMBOT_MODE=attached MAIMBOT_CONFIG_URL=… MAIMBOT_REPLY_URL=… MAIMBOT_DATABASE=… npm run status',
        ],
        '0 both answer · 1 one of them does not, or nothing was started · 2 called wrongly',
      ),
    )
    .action(async ({ json }: Options) => {
      const settings = readSettings();
      const attached = settings.mode === 'attached';
      const background = new Background(reportsOf(settings));
      const pair = attached ? undefined : background.pair;
      const serving = attached ? settings : pair?.serving;
      const complaint = pair && complaintAboutPair(pair);
      if (!serving) {
        const why = pair
          ? (complaint ?? 'the backends are being started')
          : background.last
            ? 'both backends that npm start began have ended, although nobody stopped them (logs/startup.log): npm run restart starts both again'
            : 'nothing was started: npm start starts both backends';
        print(json, { running: false, why }, [why]);
        process.exitCode = 1;
        return;
      }
      const health = await healthOf(serving);
      const well = health.configurator === undefined && health.replyBackend === undefined;
      print(json, { running: well, health, ...pair }, [
        ...describeHealth(health, serving),
        ...(complaint === undefined ? [] : [complaint]),
        ...(pair ? describe(pair) : []),
      ]);
      if (!well) process.exitCode = 1;
    });
}

/** `stop`: ends what `start` began, and nothing else. */
export function stopCommand(): Command {
  return new Command('stop')
    .description(
      'end what `start` began, with all its children, and what a run left that was killed together with its watchdog; nothing else',
    )
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      helpEnd(
        ['npm stop'],
        '0 nothing of it runs any more · 1 something could not be ended · 2 called wrongly',
      ),
    )
    .action(async ({ json }: Options) => {
      const reports = reportsWhatever();
      const ended = await new Background(reports).stop();
      // What a run left that died together with its watchdog.
      for (const folder of leftRuns(reports)) ended.push(...(await endLeftProcesses(folder)));
      print(
        json,
        { ended },
        ended.length === 0
          ? ['nothing that was started here runs']
          : ended.map(({ name, pid }) => `the ${name} (process ${pid}) has ended`),
      );
    });
}

/** `restart`: stop and start, on the same ports. */
export function restartCommand(): Command {
  return new Command('restart')
    .description('stop and start again; a sandbox keeps its ports and its database')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      helpEnd(
        ['npm run restart'],
        '0 they serve · 1 they do not come up · 2 called wrongly, or something is missing',
      ),
    )
    .action(async ({ json }: Options) => {
      const settings = readSettings();
      const background = new Background(reportsOf(settings));
      const before = background.last;
      await background.stop();
      await start({ ...settings, ...placeOf(before, settings) }, json);
    });
}

/** Where a sandbox served before, so that whoever talked to it finds it again. */
function placeOf(before: StandingPair | undefined, settings: Settings): Partial<Settings> {
  if (!before?.serving || before.mode !== 'sandbox' || settings.mode !== 'sandbox') return {};
  const { configUrl, replyUrl, database } = before.serving;
  return {
    configPort: settings.configPort === 0 ? Number(new URL(configUrl).port) : settings.configPort,
    replyPort: settings.replyPort === 0 ? Number(new URL(replyUrl).port) : settings.replyPort,
    database: settings.database === '' ? database : settings.database,
  };
}

function describe({ mode, processes, serving, logs }: StandingPair): string[] {
  const lines: [string, string][] = [
    ['mode', mode],
    ...(serving
      ? ([
          ['configurator', serving.configUrl],
          ['reply backend', serving.replyUrl],
          ['database', serving.database],
        ] as [string, string][])
      : []),
    ['processes', processes.map(({ name, pid }) => `${name} ${pid}`).join(', ')],
    [
      'logs',
      ['startup.log', 'config_backend.log', 'reply_backend.log']
        .map((log) => path.join(logs, log))
        .join(', '),
    ],
  ];
  return lines.map(([name, value]) => `  ${name.padEnd(14)} ${value}`);
}

function describeHealth(
  { configurator, replyBackend }: Health,
  { configUrl, replyUrl }: { configUrl: string; replyUrl: string },
): string[] {
  return [
    configurator === undefined
      ? `the configurator answers at ${configUrl}`
      : `the configurator does NOT answer: ${configurator}`,
    replyBackend === undefined
      ? `the reply backend answers at ${replyUrl}`
      : `the reply backend does NOT answer: ${replyBackend}`,
  ];
}
