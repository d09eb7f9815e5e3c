import { type Command, InvalidArgumentError } from 'commander';
import { UsageError } from '../basics/errors';

/** Runs a command to its end. Exit codes: 0 it holds · 1 it does not · 2 the command was called wrongly. */
export async function runCommand(command: Command, run: () => Promise<boolean>): Promise<void> {
  command.showHelpAfterError('(add --help for what is accepted)').allowExcessArguments(false);
  command.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
  command.parse();
  try {
    process.exitCode = (await run()) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}

/** Reads an argument that is a whole number; commander reports what it throws. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It takes a whole number from ${least} to ${most}.`);
  };
}
