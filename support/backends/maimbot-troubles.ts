import { existsSync } from 'node:fs';
import path from 'node:path';

/** Something that a real MaiMBot prints when it will never serve, and what to do about it (contract: processes). */
interface Trouble {
  readonly printed: RegExp;
  /** Whether it is final although the process lives on; others may be printed by a process that gets over them. */
  readonly whileAlive?: true;
  readonly say: (found: RegExpExecArray) => string;
}

const TROUBLES: readonly Trouble[] = [
  {
    printed: /Error loading ASGI app\. (.*)/,
    whileAlive: true,
    say: ([, why = '']) =>
      `cannot load its web application, and stays alive without ever listening (${why.trim()}). Is MAIMBOT_HOME the root of a checkout, with src/api/main.py in it?`,
  },
  {
    printed: /ModuleNotFoundError: No module named '([^']+)'/,
    say: ([, module = '']) =>
      `lacks the Python package ${module}: install the checkout's requirements.txt for this interpreter, or name another interpreter in MAIMBOT_PYTHON`,
  },
  {
    printed: /Missing required field: '(\w+)'/,
    say: ([, section = '']) =>
      `does not find the section [${section}] in config/bot_config.toml: add it (an empty section will do where the template has none)`,
  },
  {
    printed: /address already in use|\[WinError 10048\]/i,
    whileAlive: true,
    say: () =>
      'finds its port taken: `npm run doctor` names who holds it. The reply backend takes the port of the .env in the checkout, whatever the environment says',
  },
  {
    printed: /EOFError|EULA_AGREE=/,
    whileAlive: true,
    say: () =>
      'asks for the agreement to EULA.md and PRIVACY.md, which only you can give: read both, then start MaiMBot once by hand and answer, or set EULA_AGREE and PRIVACY_AGREE to the MD5 of the files',
  },
  {
    printed: /database is locked/i,
    say: () => 'finds its database locked: end the other process that writes to it',
  },
];

/** The configuration files that MaiMBot writes at its first two starts, each time ending right after. */
export const CONFIG_FILES = ['bot_config.toml', 'model_config.toml'] as const;

/** Makes the function that tells from the output of a process of MaiMBot, and from the files that it wrote, why it will not serve. */
export function diagnoseMaimbot(home: string): (printed: string, ended: boolean) => string | undefined {
  const missing = CONFIG_FILES.filter((file) => !existsSync(path.join(home, 'config', file)));
  return (output, ended) => {
    const printed = withoutSourceCode(output);
    for (const { printed: pattern, whileAlive = false, say } of TROUBLES) {
      const found = ended || whileAlive ? pattern.exec(printed) : undefined;
      if (found) return say(found);
    }
    const written = missing.filter((file) => existsSync(path.join(home, 'config', file)));
    if (!ended || written.length === 0) return undefined;
    return `has written ${written.map((file) => `config/${file}`).join(' and ')} and ended, as it does at a first start: fill it in, then start again`;
  };
}

/** MaiMBot's tracebacks show source code in boxes, in which every message stands that was not printed. */
function withoutSourceCode(output: string): string {
  return output
    .split('\n')
    .filter((line) => !/^\s*[│╭╰]/.test(line))
    .join('\n');
}
