import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { MASK } from '../basics/secrets';
import {
  CUCUMBER_REPORTS,
  type EndedRun,
  MISHAPS,
  nothingRuns,
  removeTemporaryFolders,
  runCucumber,
} from './testing/cucumber-run';
import { secretsIn } from './testing/given-away';

/** Text and name of every attachment, from the messages. */
function attachments({ reports }: EndedRun): { fileName?: string; body: string; contentEncoding: string }[] {
  const lines = reports.text('messages.ndjson').trim().split('\n');
  return lines.flatMap((line) => {
    const { attachment } = JSON.parse(line) as { attachment?: { body: string; contentEncoding: string } };
    return attachment ?? [];
  });
}

function attached(run: EndedRun, fileName: string): string {
  return attachments(run)
    .filter((attachment) => attachment.fileName === fileName)
    .map(({ body }) => body)
    .join('\n');
}

describe('A run in which scenarios fail', function () {
  this.timeout(120_000);
  after(removeTemporaryFolders);

  for (const [how, args] of [
    ['one after the other', []],
    ['by two workers', ['--parallel', '2']],
  ] as const) {
    describe(how, () => {
      let run: EndedRun;
      before(async () => {
        const tags = '@dialogue-fails or @request-fails or @gives-secrets-away';
        run = await runCucumber([...MISHAPS, '--tags', tags, ...args]);
      });

      it('ends with exit code 1, counts the failures and removes what it made', async () => {
        expect(run.exitCode).to.equal(1);
        expect(run.stdout).to.match(/^3 scenarios \(3 failed\)$/m);
        expect(run.stdout)
          .to.match(/^\(other\) +0 passed, 3 FAILED$/m)
          .and.to.contain('nothing is left');
        expect(run.reports.runs).to.deep.equal([]);
        await nothingRuns(run.reports.folder);
      });

      it('shows the transcript of a dialogue that failed', () => {
        const transcript = attached(run, 'transcript.txt');
        expect(transcript)
          .to.match(/ms → .*这是一次会失败的对话/)
          .and.to.match(/ms ← .*sys_ack/);
        expect(run.reports.text('cucumber.html')).to.contain('transcript.txt');
      });

      it('shows the request and the answer of a step that failed, secrets masked', () => {
        const exchanges = attached(run, 'http-exchanges.txt');
        expect(exchanges)
          .to.contain('POST /api/v1/auth/register')
          .and.to.match(/^< 201 after/m);
        expect(exchanges).to.contain(`"password":"${MASK}"`).and.to.contain(`"api_key":"${MASK}"`);
        expect(exchanges).to.contain(`"access_token":"${MASK}"`);
      });

      it('masks what a step throws, logs, attaches and is called', () => {
        const bodies = attachments(run).map(({ body, contentEncoding }) =>
          contentEncoding === 'BASE64' ? Buffer.from(body, 'base64').toString('utf8') : body,
        );
        for (const beginning of ['logged: ', 'attached as text: ', 'attached as bytes: '])
          expect(bodies).to.include(`${beginning}${MASK} , ${MASK} , Bearer ${MASK} , ${MASK}`);
        for (const report of ['messages.ndjson', 'cucumber.html', 'junit.xml'])
          expect(run.reports.text(report), report).to.match(
            /thrown: ‹masked› , ‹masked› , Bearer ‹masked› , ‹masked›/,
          );
        expect(run.stdout).to.contain(`with the password "${MASK}" gives`);
      });

      it('writes no secret into any of its files or onto the screen', () => {
        expect(run.reports.names).to.include.members([...CUCUMBER_REPORTS]);
        for (const file of run.reports.files)
          expect(secretsIn(readFileSync(file, 'utf8')), file).to.deep.equal([]);
        expect(secretsIn(run.stdout + run.stderr)).to.deep.equal([]);
      });
    });
  }
});
