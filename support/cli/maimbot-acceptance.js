#!/usr/bin/env node
'use strict';

// What draws the progress colours its marks whatever it writes to.
if (!process.stderr.isTTY && !process.env.FORCE_COLOR) process.env.NO_COLOR ??= '1';

try {
  require('ts-node').register({ cwd: require('node:path').join(__dirname, '..', '..') });
} catch (error) {
  if (error.code !== 'MODULE_NOT_FOUND') throw error;
  process.stderr.write('the packages are not installed: run npm ci in the folder of package.json first\n');
  process.exit(2);
}

void require('./main').main();
