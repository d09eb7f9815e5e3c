import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { describeMentions, mentionsBeside, removeTenantFolders } from './beside';

const TENANT = 'tenant_0123456789abcdef';
const USER = 'user_fedcba9876543210';

describe('The files that MaiMBot keeps beside its database', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'beside-'))));
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function found(text: string, usernames = ['testuser_1']): string[] {
    const file = path.join(folder, 'local_store.json');
    writeFileSync(file, text);
    const mentions = mentionsBeside(path.join(folder, 'MaiBot.db'), [TENANT, USER], usernames);
    expect(readFileSync(file, 'utf8')).to.equal(text);
    expect(mentions.every((mention) => mention.file === file)).to.equal(true);
    return mentions.flatMap(({ names }) => names);
  }

  it('are not there as a rule', () => {
    expect(mentionsBeside(path.join(folder, 'MaiBot.db'), [TENANT], ['testuser_1'])).to.deep.equal([]);
  });

  it('name nobody of the run where they name others', () => {
    expect(
      found('{"name_mapping":{"g0":["testuser_10的测试群",1.5],"utenant_0123456789abcde0":1}}'),
    ).to.deep.equal([]);
  });

  it('may name its tenants, its users and what they are called', () => {
    expect(found(`{"g${TENANT}":["testuser_1的测试群",1.5],"u${USER}":["testuser_1",2]}`)).to.have.members([
      TENANT,
      USER,
      'testuser_1',
    ]);
  });

  it('may spell a name in escapes', () => {
    expect(found(String.raw`{"u":["\u5c0f\u660e\u7684\u6d4b\u8bd5"]}`, ['小明的测试'])).to.deep.equal([
      '小明的测试',
    ]);
  });

  it("are, for a tenant, folders that go where they are empty, and nobody else's", () => {
    const config = path.join(folder, 'config', 'tenants');
    const other = 'tenant_fedcba9876543210';
    const third = 'tenant_00000000000000ff';
    for (const id of [TENANT, other, third, 'default']) {
      mkdirSync(path.join(config, id, 'agents', 'agent_0123456789abcdef'), { recursive: true });
    }
    writeFileSync(path.join(config, third, 'agents', 'notes.toml'), '');
    const file = 'tenant_00000000000000aa';
    writeFileSync(path.join(config, file), '');
    const database = path.join(folder, 'data', 'MaiBot.db');
    expect(removeTenantFolders(database, [TENANT, third, file, USER, '..', 'default'])).to.deep.equal({
      removed: 1,
      left: [third, file].map((id) => ({ file: path.join(config, id), names: [id] })),
    });
    expect(readdirSync(config)).to.have.members([other, third, file, 'default']);
  });

  it('are told of in one clause', () => {
    expect(describeMentions([])).to.equal('');
    expect(describeMentions([{ file: '/data/local_store.json', names: [TENANT, USER] }])).to.equal(
      "; MaiMBot's own local_store.json still has 2 of the names, and is left as it is",
    );
  });
});
