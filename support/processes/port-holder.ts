import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import findProcess from 'find-process';

/** Who listens on a port. */
export interface PortHolder {
  readonly pid: number;
  readonly name: string;
}

/** Whether a process could listen on the port of this host now; a port that answers is taken whatever the system says. */
export async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, 'listening');
  } catch {
    return false;
  } finally {
    server.close();
  }
  return !(await answers(port, host));
}

/** Whether anybody accepts a connection on the port. */
export async function answers(port: number, host: string): Promise<boolean> {
  const socket = connect({ port, host });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** The processes that hold a port, in words; where the system does not tell, it says so. */
export async function describeHolder(port: number): Promise<string> {
  const holders = await holdersOf(port);
  if (holders.length === 0) return 'a process that the system does not name';
  return holders.map(({ pid, name }) => `${name} (process ${pid})`).join(' and ');
}

async function holdersOf(port: number): Promise<PortHolder[]> {
  try {
    return (await findProcess('port', port)).map(({ pid, name }) => ({ pid, name }));
  } catch {
    // The tools that it asks (ss, netstat, lsof) are not everywhere.
    return [];
  }
}
