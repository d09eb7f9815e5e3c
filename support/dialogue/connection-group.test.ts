import { expect } from 'chai';
import { connect } from './connect';
import type { Connection } from './connection';
import { ConnectionGroup } from './connection-group';
import { type ScriptedServer, startScriptedServer } from './testing/scripted-server';

describe('Connections that are cut together', () => {
  let server: ScriptedServer;
  beforeEach(async () => (server = await startScriptedServer({})));
  afterEach(async () => server.close());

  const open = (): Promise<Connection> =>
    connect({ url: server.url, key: 'k', keyIn: 'header', openTimeoutMs: 20_000 });

  it('are closed when the signal is aborted, also those that come later', async () => {
    const switchboard = new AbortController();
    const group = new ConnectionGroup(switchboard.signal);
    const [first, late] = [await open(), await open()];
    group.add(first);
    switchboard.abort();
    await first.closed;
    group.add(late);
    await late.closed;
    expect(group.all).to.deep.equal([first, late]);
  });

  it('go on when nobody listens to the signal any more', async () => {
    const switchboard = new AbortController();
    const group = new ConnectionGroup(switchboard.signal);
    const connection = await open();
    group.add(connection);
    group.done();
    switchboard.abort();
    const { code } = await connection.close();
    expect(code).to.equal(1005);
  });
});
