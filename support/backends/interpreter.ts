import { existsSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { messageOf } from '../basics/errors';

/** The Python that a checkout is run with, and why this one. */
export interface Interpreter {
  readonly command: string;
  /** Where it comes from, as the end of the sentence "the Python …". */
  readonly source: string;
}

/** Python packages without which neither process of MaiMBot comes up (contract: processes; the brief names the first two). */
const PACKAGES = ['fastapi', 'websockets', 'uvicorn', 'peewee', 'maim_message'] as const;

/** The oldest Python that runs MaiMBot, as its pyproject.toml says. */
const OLDEST: readonly [number, number] = [3, 10];

const Answer = z.object({ version: z.tuple([z.number(), z.number()]), missing: z.array(z.string()) });

/**
 * The interpreter for a checkout: the one that is named, else that of the active conda or virtual environment,
 * else that of the checkout's `.venv`. Undefined where there is none of these.
 */
export function findInterpreter(
  home: string,
  named: string,
  environment: Readonly<Record<string, string | undefined>>,
): Interpreter | undefined {
  if (named !== '') return { command: named, source: 'that MAIMBOT_PYTHON names' };
  const places: [string | undefined, string][] = [
    [environment.CONDA_PREFIX, `of the active conda environment ${environment.CONDA_DEFAULT_ENV ?? ''}`],
    [environment.VIRTUAL_ENV, 'of the active virtual environment'],
    [path.join(home, '.venv'), "of the checkout's .venv"],
  ];
  for (const [folder, source] of places) {
    const command = folder === undefined ? undefined : pythonIn(folder);
    if (command !== undefined) return { command, source: source.trimEnd() };
  }
  return undefined;
}

function pythonIn(folder: string): string | undefined {
  const programs =
    process.platform === 'win32' ? ['Scripts\\python.exe', 'python.exe'] : ['bin/python', 'bin/python3'];
  return programs.map((program) => path.join(folder, program)).find((program) => existsSync(program));
}

/** What is wrong with an interpreter, in one line; undefined where nothing is. */
export async function complaintAbout(
  { command, source }: Interpreter,
  home: string,
): Promise<string | undefined> {
  const script = [
    'import importlib.util, json, sys',
    `missing = [name for name in ${JSON.stringify(PACKAGES)} if importlib.util.find_spec(name) is None]`,
    'print(json.dumps({"version": list(sys.version_info[:2]), "missing": missing}))',
  ].join('\n');
  let text: string;
  try {
    ({ stdout: text } = await execa(command, ['-c', script], { cwd: home, timeout: 20_000 }));
  } catch (error) {
    return `${command} (the Python ${source}) cannot be run: ${messageOf(error).split('\n')[0] ?? ''}`;
  }
  const answer = Answer.safeParse(parsed(text));
  if (!answer.success) return `${command} (the Python ${source}) does not behave as a Python interpreter`;
  const { version, missing } = answer.data;
  if (version[0] < OLDEST[0] || (version[0] === OLDEST[0] && version[1] < OLDEST[1])) {
    return `${command} is Python ${version.join('.')}; MaiMBot needs ${OLDEST.join('.')} or newer`;
  }
  if (missing.length === 0) return undefined;
  return `${command} (the Python ${source}) lacks ${missing.join(', ')}: install the checkout's requirements.txt for it, or name another interpreter in MAIMBOT_PYTHON`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
