#!/usr/bin/env node
'use strict';

// What draws the progress colours its marks whatever it writes to.
if (!process.stderr.isTTY && !process.env.FORCE_COLOR) process.env.NO_COLOR ??= '1';

require('ts-node').register({ cwd: require('node:path').join(__dirname, '..', '..') });

void require('./main').main();
