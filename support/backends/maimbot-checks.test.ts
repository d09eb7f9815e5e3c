import { createServer } from 'node:net';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { findInterpreter } from './interpreter';
import { type MaimbotSettings, prepareMaimbot } from './maimbot-checks';
import { type Acts, FakeCheckout } from './testing/fake-checkout';

const windows = process.platform === 'win32';

(windows ? describe.skip : describe)('What keeps a checkout from starting', () => {
  let checkout: FakeCheckout;
  beforeEach(async () => (checkout = await FakeCheckout.make()));
  afterEach(() => {
    checkout.remove();
  });

  async function wrongLines(
    given: Partial<MaimbotSettings> = {},
    environment: Record<string, string> = {},
    examine: (database: string) => void = () => undefined,
  ): Promise<string[]> {
    const settings = {
      home: checkout.home,
      python: '',
      configPort: checkout.configPort,
      replyPort: 0,
      database: '',
      ...given,
    };
    const { findings } = await prepareMaimbot(settings, environment, examine);
    return findings.filter(({ ok }) => !ok).map(({ line }) => line);
  }

  it('is nothing where all is ready, and then it is known how to start it', async () => {
    expect(await wrongLines()).to.deep.equal([]);
    const ready = await prepareMaimbot(
      { home: checkout.home, python: '', configPort: 0, replyPort: 0, database: '' },
      {},
      () => undefined,
    );
    expect(ready).to.deep.include({
      configPort: 8000,
      replyPort: checkout.replyPort,
      database: checkout.database,
      interpreter: { command: checkout.python, source: "of the checkout's .venv" },
    });
  });

  const cases: [string, (made: FakeCheckout) => void, RegExp][] = [
    [
      'no checkout',
      (made) => {
        made.without('bot.py');
      },
      /is no checkout of MaiMBot: it lacks bot\.py\. Give the root of one in MAIMBOT_HOME$/,
    ],
    [
      'no first configuration',
      (made) => {
        made.without('config/bot_config.toml');
      },
      /^config\/bot_config\.toml is not written yet: start MaiMBot once by hand/,
    ],
    [
      'no second configuration',
      (made) => {
        made.without('config/model_config.toml');
      },
      /^config\/model_config\.toml is not written yet/,
    ],
    [
      'no section [plugin]',
      (made) => {
        made.write('config/bot_config.toml', '[bot]\n');
      },
      /^config\/bot_config\.toml lacks the section \[plugin\]: add a line \[plugin\]/,
    ],
    [
      'a configuration that is no TOML',
      (made) => {
        made.write('config/bot_config.toml', '[bot');
      },
      /^config\/bot_config\.toml cannot be read: /,
    ],
    [
      'an agreement to another version of the EULA',
      (made) => {
        made.write('EULA.md', 'new');
      },
      /^EULA\.md has not been agreed to as it is now: read it; .* EULA_AGREE=22af645d1859cb5ca6da0c484f1f37ea\. Nobody else can do that for you$/,
    ],
    [
      'no agreement to the privacy terms',
      (made) => {
        made.without('privacy.confirmed');
      },
      /^PRIVACY\.md has not been agreed to/,
    ],
    [
      'no privacy terms',
      (made) => {
        made.without('PRIVACY.md');
      },
      /^PRIVACY\.md is missing/,
    ],
    [
      'no .env',
      (made) => {
        made.without('.env');
      },
      /^\.env names no PORT for the reply backend, and MaiMBot would take 8000 .* write PORT=8095 into \.env/,
    ],
    [
      'the port of the configurator in .env',
      (made) => {
        made.write('.env', `PORT=${made.configPort}`);
      },
      /^\.env says PORT=\d+, where the configurator will listen/,
    ],
    [
      'a Python that lacks packages',
      (made) => {
        made.act({ missing: ['fastapi', 'maim_message'] });
      },
      /lacks fastapi, maim_message: install the checkout's requirements\.txt for it/,
    ],
    [
      'a Python that is too old',
      (made) => {
        made.act({ version: [3, 8] } satisfies Acts);
      },
      /is Python 3\.8; MaiMBot needs 3\.10 or newer$/,
    ],
    [
      'no Python',
      (made) => {
        made.without('.venv/bin/python');
      },
      /^no Python to run MaiMBot with: activate its conda or virtual environment/,
    ],
  ];
  for (const [what, spoil, line] of cases) {
    it(`is told in one line: ${what}`, async () => {
      spoil(checkout);
      const lines = await wrongLines();
      expect(lines).to.have.length(1);
      expect(lines[0]).to.match(line).and.not.contain('\n');
    });
  }

  it('may be a program that is no Python, or that is not there', async () => {
    expect(await wrongLines({ python: path.join(checkout.home, 'no-such-program') })).to.match(
      /cannot be run: /,
    );
    expect(await wrongLines({ python: process.execPath })).to.match(
      /\(the Python that MAIMBOT_PYTHON names\) cannot be run: /,
    );
  });

  it('is a port that somebody holds, who is named', async () => {
    const server = createServer().listen(checkout.configPort, '127.0.0.1');
    await once(server, 'listening');
    const [line = ''] = await wrongLines();
    server.close();
    expect(line)
      .to.match(new RegExp(`^${checkout.configPort} is held by `))
      .and.to.contain('end that process yourself');
    // Where the system has a tool that tells.
    if (!line.includes('does not name')) expect(line).to.contain(`(process ${process.pid})`);
  });

  it('is another port for the reply backend than its .env says', async () => {
    expect(await wrongLines({ replyPort: 4711 })).to.match(
      /MAIMBOT_REPLY_PORT is 4711, but the reply backend takes \d+ from \.env/,
    );
  });

  it("is a database that is not MaiMBot's", async () => {
    checkout.write('data/MaiBot.db', 'a letter');
    const refuse = (): void => {
      throw new Error('not a database of MaiMBot');
    };
    expect(await wrongLines({}, {}, refuse)).to.deep.equal(['not a database of MaiMBot']);
  });

  it('is not the agreement that the environment gives', async () => {
    checkout.without('eula.confirmed');
    checkout.write('EULA.md', 'new');
    expect(await wrongLines({}, { EULA_AGREE: '22af645d1859cb5ca6da0c484f1f37ea' })).to.deep.equal([]);
  });

  it("is looked for with the Python that is named, else the active environment, else the checkout's own", () => {
    const active = path.join(checkout.home, 'active');
    mkdirSync(path.join(active, 'bin'), { recursive: true });
    checkout.write('active/bin/python', '');
    const found = (named: string, environment: Record<string, string>): string | undefined =>
      findInterpreter(checkout.home, named, environment)?.source;
    expect(found('python3.12', { VIRTUAL_ENV: active })).to.equal('that MAIMBOT_PYTHON names');
    expect(found('', { CONDA_PREFIX: active, CONDA_DEFAULT_ENV: 'maibot', VIRTUAL_ENV: active })).to.equal(
      'of the active conda environment maibot',
    );
    expect(found('', { VIRTUAL_ENV: active })).to.equal('of the active virtual environment');
    expect(found('', { VIRTUAL_ENV: '/nowhere' })).to.equal("of the checkout's .venv");
  });
});
