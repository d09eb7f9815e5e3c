import { Command } from 'commander';
import { UsageError } from '../basics/errors';
import { PurgeFailedError, PurgeRefusedError } from '../cleanup';
import { purgeCommand } from './purge-command';

/** Exit codes: 0 done · 1 something does not hold or could not be done · 2 the command was called wrongly. */
export async function main(argv: readonly string[] = process.argv): Promise<void> {
  const program = new Command('maimbot-acceptance')
    .description('Acceptance suite for MaiMBot. The features themselves are run with: npx cucumber-js')
    .showHelpAfterError('(add --help for what is accepted)')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 something does not hold or could not be done, 2 called wrongly.',
    );
  program.addCommand(purgeCommand().copyInheritedSettings(program));
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof UsageError || error instanceof PurgeRefusedError) fail(error.message, 2);
    else if (error instanceof PurgeFailedError) fail(error.message, 1);
    else throw error;
  }
}

function fail(message: string, exitCode: number): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = exitCode;
}
