import { isLoopback } from '../basics/loopback';
import { type Mode, SPECIFICATIONS, type SettingName, type Settings } from './specification';

/** Settings that only one mode reads. */
const OF_ONE_MODE = {
  home: 'maimbot',
  python: 'maimbot',
  configUrl: 'attached',
  replyUrl: 'attached',
} as const satisfies Partial<Record<SettingName, Mode>>;

/** Settings without which a mode cannot begin. */
const NEEDED: Readonly<Record<Mode, readonly ('home' | 'configUrl' | 'replyUrl' | 'database')[]>> = {
  sandbox: [],
  maimbot: ['home'],
  attached: ['configUrl', 'replyUrl', 'database'],
};

/** What does not go together in these settings, a line each. */
export function contradictions(settings: Settings): string[] {
  const { mode, allowRemote } = settings;
  const called = (name: SettingName): string => `${name} (${SPECIFICATIONS[name].variable})`;
  const lines: string[] = [];
  for (const [name, only] of Object.entries(OF_ONE_MODE) as [keyof typeof OF_ONE_MODE, Mode][]) {
    if (settings[name] === '' || mode === only) continue;
    lines.push(
      `settings: ${called(name)} is given, but the mode is ${mode}: set ${called('mode')} to ${only}, or leave it out`,
    );
  }
  for (const name of NEEDED[mode]) {
    if (settings[name] !== '') continue;
    lines.push(
      `settings: the mode ${mode} needs ${called(name)}: ${SPECIFICATIONS[name].accepts}; ${SPECIFICATIONS[name].purpose}`,
    );
  }
  if (settings.configPort !== 0 && settings.configPort === settings.replyPort)
    lines.push(
      `settings: ${called('configPort')} and ${called('replyPort')} are both ${settings.configPort}: each backend needs a port of its own`,
    );
  for (const name of ['configUrl', 'replyUrl'] as const) {
    const url = settings[name];
    if (url === '' || allowRemote || isLoopback(new URL(url).hostname)) continue;
    lines.push(
      `settings: ${called(name)} = ${url} is another machine: the suite would create and remove users there. Set ${called('allowRemote')} to yes if that is meant`,
    );
  }
  return lines;
}
