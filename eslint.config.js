'use strict';

const js = require('@eslint/js');
const globals = require('globals');
const importX = require('eslint-plugin-import-x');
const tseslint = require('typescript-eslint');

// Which room may import from which: the rule that keeps dependencies pointing one way.
const rooms = {
  basics: [],
  processes: ['basics'],
  settings: ['basics'],
  configurator: ['basics'],
  dialogue: ['basics'],
  cleanup: ['basics'],
  database: ['basics'],
  sandbox: ['basics'],
  backends: ['basics', 'settings', 'processes'],
  trials: ['basics', 'sandbox', 'processes', 'database', 'backends', 'run'],
  reporting: ['basics', 'settings', 'configurator', 'dialogue', 'cleanup'],
  journey: ['basics', 'settings', 'configurator', 'dialogue', 'cleanup', 'reporting'],
  run: [
    'basics',
    'settings',
    'processes',
    'configurator',
    'dialogue',
    'cleanup',
    'reporting',
    'backends',
    'journey',
  ],
};

const zones = Object.entries(rooms).map(([room, allowed]) => ({
  target: `./support/${room}/**/!(*.test).ts`,
  from: './support',
  except: [room, ...allowed].map((name) => `./${name}`),
  message: `support/${room} may import from ${[room, ...allowed].join(', ')} only (see eslint.config.js)`,
}));

module.exports = tseslint.config(
  { ignores: ['node_modules/', 'reports/'] },
  js.configs.recommended,
  {
    files: ['**/*.js'],
    languageOptions: { sourceType: 'commonjs', globals: globals.node },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: __dirname } },
    plugins: { 'import-x': importX },
    rules: {
      'import-x/no-restricted-paths': ['error', { basePath: __dirname, zones }],
      'import-x/no-cycle': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      'no-restricted-globals': [
        'error',
        { name: 'setTimeout', message: 'Wait for an event or a condition: see support/basics/wait.ts' },
      ],
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
    },
    settings: { 'import-x/resolver': { typescript: true } },
  },
  {
    files: ['**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
    },
  },
);
