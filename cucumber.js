'use strict';

require('ts-node/register');

const { configure } = require('./support/suite/configuration');

// Any option of cucumber-js may be put here, e.g. configure({ parallel: 4, retry: 1 }).
// Settings of the suite are in the README: .env, the environment, or --world-parameters.
module.exports = { default: configure() };
