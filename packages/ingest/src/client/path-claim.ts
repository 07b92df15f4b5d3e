import { createHash } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Claims a path for this process, until it lets go or ends in whatever way: a socket is open exactly as long as its
 * process runs, which cannot be said of a file with a process's number in it.
 *
 * @returns how to let go; undefined where another process has it
 */
export async function claimPath(path: string): Promise<(() => void) | undefined> {
  const address = addressFor(path);
  const server = await listenOn(address);
  if (server !== undefined) return () => server.close();
  if (await isAnswered(address)) return undefined;
  forgetSocket(address);
  const second = await listenOn(address);
  return second && (() => second.close());
}

/** Short, since the address of a socket may have some hundred bytes only. */
function addressFor(path: string): string {
  const name = `ringcast-${createHash('sha256').update(resolve(path)).digest('hex').slice(0, 24)}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.socket`);
}

function listenOn(address: string): Promise<Server | undefined> {
  return new Promise((done) => {
    const server = createServer((socket) => socket.destroy()).unref();
    server.once('error', () => done(undefined));
    server.listen(address, () => done(server));
  });
}

function isAnswered(address: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(address);
    const settle = (isThere: boolean): void => {
      socket.destroy();
      done(isThere);
    };
    socket.once('connect', () => settle(true));
    const nobody = ['ECONNREFUSED', 'ENOENT'];
    socket.once('error', ({ code = '' }: NodeJS.ErrnoException) => settle(!nobody.includes(code)));
  });
}

/** Nobody answers at it any more: its process was killed. */
function forgetSocket(address: string): void {
  try {
    unlinkSync(address);
  } catch {
    // Another process was quicker.
  }
}
