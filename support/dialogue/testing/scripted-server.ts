import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

type Sent = Readonly<{ msg_id: string }>;

/** One end of a connection as a script of a test plays it. */
export class Peer {
  readonly received: Sent[] = [];

  constructor(
    readonly socket: WebSocket,
    readonly headers: Readonly<Record<string, unknown>>,
    readonly path: string,
  ) {}

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
  }

  receipt(msgId: string): void {
    this.send(receiptFrame(msgId));
  }

  reply(text: string): void {
    this.send(replyFrame(text));
  }
}

export function receiptFrame(msgId: string): Record<string, unknown> {
  const now = Date.now() / 1000;
  return {
    ver: 1,
    msg_id: randomUUID(),
    type: 'sys_ack',
    meta: { uuid: 'conn-1', acked_msg_id: msgId, timestamp: now },
    payload: { status: 'received', server_timestamp: now },
  };
}

export function replyFrame(text: unknown): Record<string, unknown> {
  const now = Date.now() / 1000;
  const group_info = { platform: 'test', group_id: 'test_group_1', group_name: '测试群' };
  const agent = {
    platform: 'test',
    user_id: 'agent_1',
    user_nickname: '小助手',
    user_cardname: '小助手',
  };
  return {
    ver: 1,
    msg_id: `msg_${randomUUID()}`,
    type: 'sys_std',
    meta: { sender_user: 'server', target_user: 'tenant_1:agent_1', platform: 'test', timestamp: now },
    payload: {
      message_info: {
        platform: 'test',
        message_id: 'send_api_1',
        time: now,
        sender_info: { group_info, user_info: agent },
        receiver_info: { group_info, user_info: null },
      },
      message_segment: { type: 'text', data: text },
      message_dim: { api_key: 'tenant_1:agent_1', platform: 'test' },
    },
  };
}

/** What the server of a test does; each part is optional. */
export interface Script {
  connected?: (peer: Peer) => void;
  /** Called with each frame and how many came before it on this connection. */
  received?: (peer: Peer, frame: Sent, index: number) => void;
}

export interface ScriptedServer {
  readonly url: string;
  readonly peers: readonly Peer[];
  close(): Promise<void>;
}

/** A WebSocket server on a free port of loopback that follows a script; 403 for every path but `/ws`. */
export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const peers: Peer[] = [];
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    verifyClient: ({ req }, answer) => {
      answer(req.url?.startsWith('/ws') === true, 403);
    },
  });
  server.on('connection', (socket, request) => {
    const peer = new Peer(socket, request.headers, request.url ?? '');
    peers.push(peer);
    socket.on('message', (data, isBinary) => {
      if (isBinary || !Buffer.isBuffer(data)) return;
      const frame = JSON.parse(data.toString('utf8')) as Sent;
      peer.received.push(frame);
      script.received?.(peer, frame, peer.received.length - 1);
    });
    script.connected?.(peer);
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}/ws`,
    peers,
    close: () =>
      new Promise((resolve) => {
        for (const client of server.clients) client.terminate();
        server.close(() => {
          resolve();
        });
      }),
  };
}
