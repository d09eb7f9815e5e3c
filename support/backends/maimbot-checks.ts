import { existsSync } from 'node:fs';
import { messageOf } from '../basics/errors';
import { complaintAbout, findInterpreter, type Interpreter } from './interpreter';
import { Checkout, type Finding, right, wrong } from './maimbot-checkout';
import { judgePort, type OwnHolder } from './ports';

/** The configurator's port unless another is asked for (contract: processes). */
export const CONFIG_PORT = 8_000;

export interface MaimbotSettings {
  readonly home: string;
  readonly python: string;
  /** 0: 8000. */
  readonly configPort: number;
  /** 0: the one in the checkout's `.env`. */
  readonly replyPort: number;
  /** Empty: `data/MaiBot.db` of the checkout. */
  readonly database: string;
}

/** How a checkout is to be started, and everything that was looked at before. */
export interface Preparation {
  readonly findings: readonly Finding[];
  readonly interpreter: Interpreter | undefined;
  readonly configPort: number;
  readonly replyPort: number;
  readonly database: string;
}

/**
 * Looks at everything that keeps a checkout from starting, without starting or changing anything (contract: processes).
 * @param examine throws when a database is not MaiMBot's
 * @param portsMayBeHeld whether the ports are left out, because the checkout is known to run
 * @param ownHolder who of the suite itself holds a port
 */
export async function prepareMaimbot(
  { home, python, configPort: asked, replyPort: port, database: given }: MaimbotSettings,
  environment: Readonly<Record<string, string | undefined>>,
  examine: (database: string) => void,
  { portsMayBeHeld = false, ownHolder }: { portsMayBeHeld?: boolean; ownHolder?: OwnHolder } = {},
): Promise<Preparation> {
  const checkout = new Checkout(home, environment);
  const configPort = asked === 0 ? CONFIG_PORT : asked;
  const replyPort = checkout.replyPort ?? 0;
  const database = given === '' ? checkout.database : given;
  const interpreter = findInterpreter(home, python, environment);
  const findings = checkout.findings(configPort);
  const [first] = findings;
  if (first?.ok === true) {
    findings.push(await judgeInterpreter(interpreter, home));
    if (port !== 0 && port !== replyPort) {
      findings.push(
        wrong(
          'reply port',
          `MAIMBOT_REPLY_PORT is ${port}, but the reply backend takes ${replyPort} from .env in the checkout, whatever else is said: change it there`,
        ),
      );
    }
    if (!portsMayBeHeld) {
      findings.push(await judgePort('configurator', configPort, ownHolder));
      if (replyPort !== 0 && replyPort !== configPort)
        findings.push(await judgePort('reply backend', replyPort, ownHolder));
    }
    findings.push(judgeDatabase(database, examine));
  }
  return { findings, interpreter, configPort, replyPort, database };
}

async function judgeInterpreter(interpreter: Interpreter | undefined, home: string): Promise<Finding> {
  if (!interpreter) {
    return wrong(
      'interpreter',
      'no Python to run MaiMBot with: activate its conda or virtual environment, make .venv in the checkout, or name an interpreter in MAIMBOT_PYTHON',
    );
  }
  const complaint = await complaintAbout(interpreter, home);
  return complaint === undefined
    ? right('interpreter', `${interpreter.command}, the Python ${interpreter.source}, has the packages`)
    : wrong('interpreter', complaint);
}

function judgeDatabase(database: string, examine: (database: string) => void): Finding {
  if (!existsSync(database))
    return right('database', `${database} is not there yet: MaiMBot makes it when it starts`);
  try {
    examine(database);
    return right('database', `${database} has MaiMBot's tables`);
  } catch (error) {
    return wrong('database', messageOf(error));
  }
}
