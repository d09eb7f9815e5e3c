import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { maskFile } from './mask-file';
import { keepSecret } from './secrets';

const KEY = `mb_${'a-Z_9'.repeat(8)}xyz`;
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyIjoiMSJ9.c2lnbmF0dXJl';

describe('A log that somebody else writes', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'mask-'));
    file = path.join(folder, 'reply_backend.log');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('loses its secrets and nothing else, to the byte', () => {
    keepSecret('p4ss-of-a-test');
    const text = `认证请求: api_key=${KEY}，好\nBearer ${TOKEN}\n{"password":"p4ss-of-a-test"} 口令 p4ss-of-a-test\n结束\n`;
    writeFileSync(file, text);
    maskFile(file);
    const masked = readFileSync(file, 'utf8');
    for (const secret of [KEY, TOKEN, 'p4ss-of-a-test']) expect(masked).to.not.contain(secret);
    expect(masked).to.match(/^认证请求: api_key=\*+，好\nBearer \*+\n\{"password":"\*+"\} 口令 \*+\n结束\n$/);
    expect(Buffer.byteLength(masked)).to.equal(Buffer.byteLength(text));
  });

  it('is left as it is before the place that is named', () => {
    writeFileSync(file, `${KEY}\n`);
    const since = readFileSync(file).length;
    appendFileSync(file, `${KEY}\n`);
    maskFile(file, since);
    expect(readFileSync(file, 'utf8')).to.equal(`${KEY}\n${'*'.repeat(KEY.length)}\n`);
  });

  it('may not be there at all', () => {
    expect(() => {
      maskFile(file);
    }).to.not.throw();
  });
});
