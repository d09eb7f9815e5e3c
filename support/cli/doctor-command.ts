import { Command } from 'commander';
import { examine } from '../run/doctor';
import { helpEnd, print, readSettings, ROOT } from './shared';

/** `doctor`: everything that can be wrong, looked at without changing anything. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'look at everything that can keep the suite from working: interpreter and packages, configuration, ports and who holds them, both backends, the tables, test data that earlier runs left',
    )
    .option('--json', 'print JSON instead of text')
    .addHelpText(
      'after',
      helpEnd(
        [
          'npm run doctor',
          'MAIMBOT_MODE=maimbot MAIMBOT_HOME=../MaiMBot npm run doctor',
          'npm run doctor -- --json',
        ],
        '0 all is well · 1 something is not · 2 called wrongly',
      ),
    )
    .action(async ({ json }: { readonly json?: boolean }) => {
      const findings = await examine(readSettings(), ROOT, process.env);
      const wrong = findings.filter(({ ok }) => !ok).length;
      print(json, { ok: wrong === 0, findings }, [
        ...findings.map(({ about, ok, line }) => `${ok ? 'ok   ' : 'WRONG'}  ${about}: ${line}`),
        '',
        wrong === 0 ? 'all is well' : `${wrong} of ${findings.length} are not as they should be`,
      ]);
      if (wrong > 0) process.exitCode = 1;
    });
}
