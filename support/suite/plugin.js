'use strict';

// cucumber-js loads plugins as JavaScript only, so this file hands over to TypeScript.
require('ts-node/register');

module.exports = require('./run-once').plugin;
