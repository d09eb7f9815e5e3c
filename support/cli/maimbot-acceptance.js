#!/usr/bin/env node
'use strict';

require('ts-node').register({ cwd: require('node:path').join(__dirname, '..', '..') });

void require('./main').main();
