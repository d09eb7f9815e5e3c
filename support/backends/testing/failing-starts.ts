import type { Act } from './fake-checkout';

/** A start that cannot succeed, and how it is to be told. */
export interface FailingStart {
  /** As the end of the sentence "a checkout that …". */
  readonly what: string;
  /** The process that fails. */
  readonly name: 'configurator' | 'reply';
  readonly act: Act;
  readonly message: RegExp;
  /** A file that is not there yet. */
  readonly missing?: string;
}

/** Every way to fail of contract/processes.md, and some more. */
export const FAILING_STARTS: readonly FailingStart[] = [
  {
    what: 'loads no application and never listens',
    name: 'configurator',
    act: 'no application',
    message:
      /cannot load its web application, and stays alive without ever listening \(Could not import module "main"\.\)/,
  },
  {
    what: 'writes its first configuration and ends',
    name: 'reply',
    act: 'no bot_config',
    message: /has written config\/bot_config\.toml and ended, as it does at a first start: fill it in/,
    missing: 'config/bot_config.toml',
  },
  {
    what: 'writes its second configuration and ends',
    name: 'reply',
    act: 'no model_config',
    message: /has written config\/model_config\.toml and ended/,
    missing: 'config/model_config.toml',
  },
  {
    what: 'misses a section',
    name: 'reply',
    act: 'no section',
    message: /does not find the section \[plugin\] in config\/bot_config\.toml: add it/,
  },
  {
    what: 'asks for an agreement that nobody can give',
    name: 'reply',
    act: 'no agreement',
    message: /asks for the agreement to EULA\.md and PRIVACY\.md, which only you can give/,
  },
  {
    what: 'waits for an answer',
    name: 'reply',
    act: 'a question',
    message: /asks for the agreement to EULA\.md and PRIVACY\.md/,
  },
  {
    what: 'finds its port taken',
    name: 'reply',
    act: 'port taken',
    message: /finds its port taken: `npm run doctor` names who holds it/,
  },
  {
    what: 'lacks a package',
    name: 'configurator',
    act: 'no package',
    message: /lacks the Python package structlog: install the checkout's requirements\.txt/,
  },
  {
    what: 'ends in another way',
    name: 'reply',
    act: 'an end',
    message:
      /ended with code 3; the last lines of .*reply_backend\.log:\n[^]* {2}something nobody has seen before/,
  },
];
