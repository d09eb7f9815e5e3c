import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What a process of the fake checkout does; see fake-python.js. */
export type Act =
  | 'serve'
  | 'no application'
  | 'no bot_config'
  | 'no model_config'
  | 'no section'
  | 'no agreement'
  | 'a question'
  | 'no package'
  | 'port taken'
  | 'an end'
  | 'silence';

export interface Acts {
  readonly configurator?: Act;
  readonly reply?: Act;
  /** Packages that its Python lacks. */
  readonly missing?: readonly string[];
  readonly version?: readonly [number, number];
}

const AGREEMENTS = [
  ['EULA.md', 'eula.confirmed'],
  ['PRIVACY.md', 'privacy.confirmed'],
] as const;

/** A folder that looks like a checkout of MaiMBot in which everything is ready, with a Python that only pretends. */
export class FakeCheckout {
  private constructor(
    readonly home: string,
    readonly configPort: number,
    readonly replyPort: number,
  ) {}

  static async make(acts: Acts = {}): Promise<FakeCheckout> {
    const home = mkdtempSync(path.join(tmpdir(), 'checkout-'));
    const [configPort, replyPort] = await freePorts(2);
    const checkout = new FakeCheckout(home, configPort ?? 0, replyPort ?? 0);
    for (const folder of ['config', 'data', path.join('src', 'api'), path.join('.venv', 'bin')]) {
      mkdirSync(path.join(home, folder), { recursive: true });
    }
    checkout.write('bot.py', '');
    checkout.write('src/api/main.py', '');
    checkout.write('config/bot_config.toml', '[bot]\nname = "麦麦"\n\n[plugin]\n');
    checkout.write('config/model_config.toml', '[[models]]\nname = "模型"\n');
    checkout.write('.env', `HOST=127.0.0.1\nPORT=${checkout.replyPort}\n`);
    for (const [document, confirmed] of AGREEMENTS) {
      checkout.write(document, `# ${document}\n`);
      checkout.write(confirmed, createHash('md5').update(`# ${document}\n`).digest('hex'));
    }
    copyFileSync(path.join(__dirname, 'fake-python.js'), checkout.python);
    chmodSync(checkout.python, 0o755);
    checkout.act(acts);
    return checkout;
  }

  get python(): string {
    return path.join(this.home, '.venv', 'bin', 'python');
  }

  get database(): string {
    return path.join(this.home, 'data', 'MaiBot.db');
  }

  /** When one of its processes said that it will never serve, in milliseconds since the epoch. */
  get saidAt(): number {
    return Number(readFileSync(path.join(this.home, 'said-at'), 'utf8'));
  }

  act(acts: Acts): void {
    this.write('fake.json', JSON.stringify({ root: path.join(__dirname, '..', '..', '..'), ...acts }));
  }

  write(file: string, text: string): void {
    writeFileSync(path.join(this.home, file), text);
  }

  without(file: string): void {
    rmSync(path.join(this.home, file));
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Ports that nobody listens on; somebody may take one before it is used. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map(async (server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) server.close();
  return ports;
}
