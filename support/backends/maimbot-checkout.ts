import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse as parseEnv } from 'dotenv';
import { parse as parseToml } from 'smol-toml';
import { messageOf } from '../basics/errors';
import { CONFIG_FILES } from './maimbot-troubles';

/** What must hold before a checkout can be started: ok, or what is wrong and what to do, in one line. */
export interface Finding {
  /** What was looked at, in a few words. */
  readonly about: string;
  readonly ok: boolean;
  readonly line: string;
}

/** A folder with MaiMBot in it, as far as files tell (contract: processes). */
export class Checkout {
  constructor(
    readonly home: string,
    private readonly environment: Readonly<Record<string, string | undefined>>,
  ) {}

  /** Where MaiMBot keeps its rows (contract: database). */
  get database(): string {
    return path.join(this.home, 'data', 'MaiBot.db');
  }

  /** The port in `.env`; undefined where there is no such file, or no port in it. */
  get replyPort(): number | undefined {
    if (!this.has('.env')) return undefined;
    const { PORT } = parseEnv(this.read('.env'));
    return PORT === undefined || !/^\d+$/.test(PORT) ? undefined : Number(PORT);
  }

  /** Every finding about the files; where there is no checkout, that alone. */
  findings(configPort: number): Finding[] {
    const missing = ['bot.py', path.join('src', 'api', 'main.py')].filter((file) => !this.has(file));
    if (missing.length > 0) {
      return [
        wrong(
          'checkout',
          `${this.home} is no checkout of MaiMBot: it lacks ${missing.join(' and ')}. Give the root of one in MAIMBOT_HOME`,
        ),
      ];
    }
    return [
      right('checkout', this.home),
      ...CONFIG_FILES.map((file) => this.configuration(file)),
      this.agreement('EULA.md', 'eula.confirmed', 'EULA_AGREE'),
      this.agreement('PRIVACY.md', 'privacy.confirmed', 'PRIVACY_AGREE'),
      this.port(configPort),
    ];
  }

  private configuration(file: (typeof CONFIG_FILES)[number]): Finding {
    const name = `config/${file}`;
    if (!this.has(name)) {
      return wrong(
        name,
        `${name} is not written yet: start MaiMBot once by hand (python bot.py), which writes it and ends; then fill it in`,
      );
    }
    try {
      const content = parseToml(this.read(name));
      // Without this section the third start fails (contract: processes).
      if (file === 'bot_config.toml' && !('plugin' in content)) {
        return wrong(
          name,
          `${name} lacks the section [plugin]: add a line [plugin], with its fields if your version of MaiMBot knows any`,
        );
      }
      return right(name, 'is there and can be read');
    } catch (error) {
      return wrong(name, `${name} cannot be read: ${messageOf(error).split('\n')[0] ?? ''}`);
    }
  }

  private agreement(document: string, confirmed: string, variable: string): Finding {
    if (!this.has(document))
      return wrong(
        document,
        `${document} is missing from the checkout: get it back, MaiMBot will not start without it`,
      );
    const hash = createHash('md5').update(this.read(document).replaceAll('\r\n', '\n')).digest('hex');
    const given =
      this.environment[variable] === hash || (this.has(confirmed) && this.read(confirmed) === hash);
    if (given) return right(document, 'has been agreed to');
    return wrong(
      document,
      `${document} has not been agreed to as it is now: read it; to agree, start MaiMBot once by hand and answer, or set ${variable}=${hash}. Nobody else can do that for you`,
    );
  }

  private port(configPort: number): Finding {
    const port = this.replyPort;
    if (port === undefined) {
      return wrong(
        'port in .env',
        '.env names no PORT for the reply backend, and MaiMBot would take 8000 from its template: write PORT=8095 into .env in the checkout',
      );
    }
    if (port === configPort) {
      return wrong(
        'port in .env',
        `.env says PORT=${port}, where the configurator will listen: write PORT=8095 into .env in the checkout (it overrides the environment), or give the configurator another MAIMBOT_CONFIG_PORT`,
      );
    }
    return right('port in .env', `the reply backend will listen on ${port}`);
  }

  private has(file: string): boolean {
    return existsSync(path.join(this.home, file));
  }

  private read(file: string): string {
    return readFileSync(path.join(this.home, file), 'utf8');
  }
}

export function right(about: string, line: string): Finding {
  return { about, ok: true, line };
}

export function wrong(about: string, line: string): Finding {
  return { about, ok: false, line };
}
