import { startConfigurator } from './configurator';
import { EnvironmentError } from './environment';
import { runProcess } from './process';

void runProcess('configurator', ({ database, host, port, signingKey }, seams, log) => {
  if (signingKey === undefined) {
    throw new EnvironmentError('SANDBOX_SIGNING_KEY is missing; the configurator signs its tokens with it');
  }
  return startConfigurator({ database, host, port, signingKey, seams, log });
});
