import { createWriteStream, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CucumberHtmlStream } from '@cucumber/html-formatter';
import { JUnitXmlPrinter } from '@cucumber/junit-xml-formatter';
import { Envelope, TestRunFinished, TestRunStarted, TimeConversion } from '@cucumber/messages';
import type { Interruption, RunFacts } from './run-folder';

/** Name of the test suite in `junit.xml`. */
export const JUNIT_SUITE = 'maimbot-acceptance';

/** The messages of a run that did not reach its end, completed so that every program can read them. */
interface CompletedMessages {
  readonly envelopes: readonly Envelope[];
  /** What happened, in one sentence. */
  readonly remark: string;
}

/**
 * Writes Cucumber's reports again from the messages of a run that was ended before its time, each saying so.
 * A run that was killed has left them empty or cut off. Does nothing for reports that the run does not write.
 */
export async function markReportsAsInterrupted(
  { reports }: Pick<RunFacts, 'reports'>,
  interruption: Interruption | undefined,
  now = new Date(),
): Promise<void> {
  const { html, junit, messages } = reports;
  if (messages === undefined) return;
  const text = existsSync(messages) ? readFileSync(messages, 'utf8') : '';
  const { envelopes, remark } = complete(text, interruption, now);
  replace(messages, `${envelopes.map((envelope) => JSON.stringify(envelope)).join('\n')}\n`);
  if (junit !== undefined) replace(junit, junitOf(envelopes, remark));
  if (html !== undefined) await writeHtml(html, envelopes, remark);
}

/** Whether Cucumber has written its reports to their ends. */
export function areComplete({ reports }: Pick<RunFacts, 'reports'>): boolean {
  const endsWith = (file: string | undefined, end: RegExp): boolean =>
    file === undefined || (existsSync(file) && end.test(readFileSync(file, 'utf8').slice(-2_000)));
  return (
    endsWith(reports.messages, /\{"testRunFinished":[^\n]*\}\s*$/) &&
    endsWith(reports.html, /<\/html>\s*$/) &&
    endsWith(reports.junit, /<\/testsuite>\s*$|<testsuite[^>]*\/>\s*$/)
  );
}

/** The messages that can be read, without what came after the interruption, and with an end. */
export function complete(text: string, interruption: Interruption | undefined, now: Date): CompletedMessages {
  const latest = interruption === undefined ? Number.POSITIVE_INFINITY : Date.parse(interruption.at);
  const late = new Set<string>();
  const envelopes: Envelope[] = [];
  let runStartedId = 'interrupted';
  let begun = false;
  let planned = 0;
  let ended = 0;
  for (const line of text.split('\n')) {
    const envelope = parse(line);
    if (!envelope || envelope.testRunFinished || Object.keys(envelope).length === 0) continue;
    const { testRunStarted, testCaseStarted, testCase, testCaseFinished } = envelope;
    if (testRunStarted) {
      begun = true;
      runStartedId = testRunStarted.id ?? runStartedId;
    }
    if (
      testCaseStarted &&
      TimeConversion.timestampToMillisecondsSinceEpoch(testCaseStarted.timestamp) > latest
    ) {
      late.add(testCaseStarted.id);
    }
    if (late.has(attemptOf(envelope) ?? '')) continue;
    if (testCase) planned += 1;
    if (testCaseFinished?.willBeRetried === false) ended += 1;
    envelopes.push(envelope);
  }
  const timestamp = TimeConversion.millisecondsSinceEpochToTimestamp(now.getTime());
  if (!begun) {
    const testRunStarted = Object.assign(new TestRunStarted(), { id: runStartedId, timestamp });
    envelopes.push(Object.assign(new Envelope(), { testRunStarted }));
  }
  const how = interruption === undefined ? 'its process was gone' : `by ${interruption.signal}`;
  const remark = `This run was interrupted (${how}): ${ended} of ${planned} scenarios had ended. What is missing below was not run.`;
  const testRunFinished = Object.assign(new TestRunFinished(), {
    success: false,
    message: remark,
    timestamp,
    testRunStartedId: runStartedId,
  });
  envelopes.push(Object.assign(new Envelope(), { testRunFinished }));
  return { envelopes, remark };
}

/** The attempt of a scenario that a message belongs to. */
function attemptOf(envelope: Envelope): string | undefined {
  return (
    envelope.testCaseStarted?.id ??
    envelope.testStepStarted?.testCaseStartedId ??
    envelope.testStepFinished?.testCaseStartedId ??
    envelope.testCaseFinished?.testCaseStartedId ??
    envelope.attachment?.testCaseStartedId
  );
}

/** A line of the messages; undefined for the last one of a run that was killed while it wrote. */
function parse(line: string): Envelope | undefined {
  if (line === '') return undefined;
  try {
    return JSON.parse(line) as Envelope;
  } catch {
    return undefined;
  }
}

/** `junit.xml` with one more test case, which failed: a build server must not take such a run for a success. */
function junitOf(envelopes: readonly Envelope[], remark: string): string {
  let xml = '';
  const printer = new JUnitXmlPrinter({ suiteName: JUNIT_SUITE }, (piece) => {
    xml += piece;
  });
  for (const envelope of envelopes) printer.update(envelope);
  const message = remark.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const testcase = `<testcase classname="${JUNIT_SUITE}" name="the run was interrupted" time="0"><failure type="Interrupted" message="${message}"/></testcase>`;
  const counted = ['tests', 'failures'].reduce(
    (text, count) =>
      text.replace(new RegExp(` ${count}="(\\d+)"`), (_, n: string) => ` ${count}="${Number(n) + 1}"`),
    xml,
  );
  if (counted.includes('</testsuite>')) return counted.replace('</testsuite>', `${testcase}</testsuite>`);
  return counted.replace(/(<testsuite\b[^>]*?)\/>/, `$1>${testcase}</testsuite>`);
}

async function writeHtml(file: string, envelopes: readonly Envelope[], remark: string): Promise<void> {
  const banner = `<div role="alert" style="padding:1em;background:#b00020;color:#fff;font:bold 1.2em sans-serif">${remark}</div>`;
  const draft = `${file}.${process.pid}`;
  let open = false;
  const withBanner = new Transform({
    transform(chunk: Buffer, _encoding, done): void {
      const text = chunk.toString('utf8');
      const marked: string = open ? text : text.replace('<body>', `<body>${banner}`);
      open ||= marked.length > text.length;
      done(null, marked);
    },
  });
  await pipeline(Readable.from(envelopes), new CucumberHtmlStream(), withBanner, createWriteStream(draft));
  renameSync(draft, file);
}

/** Nobody may see half a report. */
function replace(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}
