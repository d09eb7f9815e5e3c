import { Command } from 'commander';
import { messageOf, UsageError } from '../basics/errors';
import { mask } from '../basics/secrets';
import { BackendError } from '../backends';
import { LedgerError, PurgeFailedError, PurgeRefusedError } from '../cleanup';
import { DeadlineError } from '../basics/wait';
import { acceptanceCommand } from './acceptance-command';
import { restartCommand, startCommand, statusCommand, stopCommand } from './backend-commands';
import { doctorCommand } from './doctor-command';
import { purgeCommand } from './purge-command';

/** What goes wrong outside of this program and is told by its message alone. */
const TOLD = [BackendError, PurgeFailedError, LedgerError, DeadlineError];

/** Exit codes: 0 done · 1 something does not hold or could not be done · 2 the command was called wrongly. */
export async function main(argv: readonly string[] = process.argv): Promise<void> {
  const program = new Command('maimbot-acceptance')
    .description('Acceptance suite for MaiMBot. The features themselves are run with: npx cucumber-js')
    .showHelpAfterError('(add --help for what is accepted)')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .addHelpText(
      'after',
      '\nEach command tells more with --help, and is an npm script, too: npm run doctor.\nWhat the suite runs on is a setting (MAIMBOT_MODE and others, see the README).\n\nExit codes: 0 done, 1 something does not hold or could not be done, 2 called wrongly.',
    );
  const commands = [
    startCommand(),
    statusCommand(),
    stopCommand(),
    restartCommand(),
    acceptanceCommand(),
    purgeCommand(),
    doctorCommand(),
  ];
  for (const command of commands) program.addCommand(command.copyInheritedSettings(program));
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof UsageError || error instanceof PurgeRefusedError) fail(error, 2);
    else if (TOLD.some((kind) => error instanceof kind) || isOfFileSystem(error)) fail(error, 1);
    else throw error;
  }
}

/** A folder that cannot be written to, a disk that is full: its message names the file. */
function isOfFileSystem(error: unknown): boolean {
  return error instanceof Error && 'code' in error && 'syscall' in error && 'path' in error;
}

function fail(error: unknown, exitCode: number): void {
  process.stderr.write(`${mask(messageOf(error))}\n`);
  process.exitCode = exitCode;
}
