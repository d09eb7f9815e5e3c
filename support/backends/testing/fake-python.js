#!/usr/bin/env node
'use strict';

// Stands in for the Python of a checkout: does what `fake.json` in the working folder says of each process
// (contract: processes).
const { spawn } = require('node:child_process');
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const args = process.argv.slice(2);
const acts = JSON.parse(readFileSync('fake.json', 'utf8'));

/** Serves as the sandbox does, in a child of its own that holds the port. */
function serve(script, port) {
  // The real reply backend prints the key of everybody who connects.
  console.log(`认证请求: api_key=mb_${'k'.repeat(43)}`);
  const child = spawn(
    process.execPath,
    [
      '--require',
      path.join(acts.root, 'node_modules', 'ts-node', 'register'),
      path.join(acts.root, 'support', 'sandbox', script),
    ],
    {
      cwd: acts.root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        TS_NODE_PROJECT: path.join(acts.root, 'tsconfig.json'),
        SANDBOX_DATABASE: path.join(process.cwd(), 'data', 'MaiBot.db'),
        SANDBOX_PORT: String(port),
        SANDBOX_SIGNING_KEY: 'a key that only this pair of servers knows',
      },
    },
  );
  // As the reloader of the real configurator does, it says nothing to its child when it ends.
  child.on('exit', (code) => process.exit(code ?? 1));
}

/** Prints why it will never serve, and writes down when. */
function say(line) {
  writeFileSync('said-at', String(Date.now()));
  console.error(line);
}

function stay(line) {
  say(line);
  setInterval(() => undefined, 60_000);
}

function end(line, code) {
  say(line);
  process.exit(code);
}

function write(file) {
  mkdirSync('config', { recursive: true });
  writeFileSync(path.join('config', file), '');
  end('[config] written from the template', 0);
}

// The tracebacks of the real one show source code, with messages that were not printed.
const TRACEBACK = `╭───────────── Traceback (most recent call last) ─────────────╮
│ ❱ 49 │   raise ValueError(f"Missing required field: '{field_nam │
│   50 │   logger.error("Error loading ASGI app. %s" % exc)        │
╰──────────────────────────────────────────────────────────────╯`;

const ACTS = {
  serve: () => {
    if (args.includes('uvicorn')) serve('configurator-process.ts', args[args.indexOf('--port') + 1]);
    else serve('reply-process.ts', /^PORT=(\d+)/m.exec(readFileSync('.env', 'utf8'))[1]);
  },
  'no application': () => stay('ERROR:    Error loading ASGI app. Could not import module "main".'),
  'no bot_config': () => write('bot_config.toml'),
  'no model_config': () => write('model_config.toml'),
  'no section': () => end(`${TRACEBACK}\nValueError: Missing required field: 'plugin'`, 1),
  'no agreement': () => end(`${TRACEBACK}\nEOFError: EOF when reading a line`, 1),
  'a question': () => stay('agree, or set "EULA_AGREE=0123" and "PRIVACY_AGREE=4567"'),
  'no package': () => end("ModuleNotFoundError: No module named 'structlog'", 1),
  'port taken': () =>
    stay("[Errno 98] error while attempting to bind on address ('127.0.0.1', 8000): address already in use"),
  'an end': () => end(`${TRACEBACK}\nsomething nobody has seen before`, 3),
  silence: () => stay('thinking'),
};

if (args[0] === '-c') {
  const named = /missing = \[name for name in (\[.*?\])/.exec(args[1]);
  const missing = JSON.parse(named[1]).filter((name) => (acts.missing ?? []).includes(name));
  console.log(JSON.stringify({ version: acts.version ?? [3, 11], missing }));
} else {
  const name = args.includes('uvicorn') ? 'configurator' : 'reply';
  ACTS[acts[name] ?? 'serve']();
}
