import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { XMLValidator } from 'fast-xml-parser';
import { mask } from '../basics/secrets';

/** What is wrong with the reports in a folder, a line each: none may be cut off, whatever became of the run. */
export function unreadable(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const check = CHECKS.find(([pattern]) => pattern.test(name))?.[1];
    const text = check === undefined ? '' : readFileSync(path.join(folder, name), 'utf8');
    const fault = check?.(text);
    return fault === undefined ? [] : [`${name}: ${fault}`];
  });
}

/** Whether one of the reports says that the run did not reach its end. */
export function saysInterrupted(folder: string): boolean {
  return readdirSync(folder).some(
    (name) =>
      /^cucumber.*\.html$/.test(name) &&
      readFileSync(path.join(folder, name), 'utf8').includes('This run was interrupted'),
  );
}

/** Every report and log that holds a secret, a line each. */
export function secretsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => {
      const text = readFileSync(file, 'utf8');
      return mask(text) !== text;
    })
    .map((file) => `${path.relative(folder, file)} holds a secret`);
}

type Check = (text: string) => string | undefined;

const CHECKS: readonly (readonly [RegExp, Check])[] = [
  [/\.html$/, (text) => (/<html[^]*<\/html>\s*$/.test(text) ? undefined : 'cut off')],
  [
    /^junit.*\.xml$/,
    (text) => {
      const verdict = XMLValidator.validate(text);
      if (verdict !== true) return verdict.err.msg;
      return text.includes('<testsuite') ? undefined : 'no test suite in it';
    },
  ],
  [
    /^messages.*\.ndjson$/,
    (text) => {
      const lines = text.trim().split('\n');
      const damaged = lines.find((line) => !isJson(line));
      if (damaged !== undefined) return `not JSON: ${damaged.slice(0, 80)}`;
      return lines.at(-1)?.startsWith('{"testRunFinished"') === true ? undefined : 'without an end';
    },
  ],
  [/\.json$/, (text) => (isJson(text) ? undefined : 'not JSON')],
];

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
