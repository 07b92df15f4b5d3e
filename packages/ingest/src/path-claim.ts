import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rmSync, statSync } from 'node:fs';
import { connect, createServer, Server } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';

/** A path that is this process's. */
export interface PathClaim {
  /** Where its socket is. */
  readonly address: string;
  /** Whether that is beside the path; elsewhere it is not seen by all who have the path, as by other containers. */
  readonly isBeside: boolean;
  /** Lets go. */
  readonly release: () => void;
}

/** macOS has room for 104 bytes, Linux for 108, with a zero at the end. */
const LONGEST_ADDRESS_BYTES = 103;

/**
 * Claims a path for this process, until it lets go or ends in whatever way: a socket is open exactly as long as its
 * process runs, which cannot be said of a file with a process's number in it.
 *
 * @returns undefined where another process has it. Rejects where there can be no socket.
 */
export async function claimPath(path: string): Promise<PathClaim | undefined> {
  const failures: string[] = [];
  for (const address of addressesFor(path)) {
    const outcome = await claimAddress(address);
    if (outcome === 'taken') return undefined;
    if (outcome instanceof Server) return claimBy(outcome, address, path);
    failures.push(outcome.message);
  }
  throw new Error(`"${path}" cannot be claimed: ${failures.join('; ')}`);
}

function claimBy(server: Server, address: string, path: string): PathClaim {
  const isBeside = process.platform === 'win32' || dirname(address) === dirname(resolve(path));
  return { address, isBeside, release: () => void server.close() };
}

/**
 * Where the socket may be; the first that works is it. It lies beside the path, because processes that share that may
 * have other folders for temporary files, by their environment or as systemd gives them. Where the path is too long, or
 * its file system holds no sockets, it is in a folder that is the same for most.
 */
function addressesFor(path: string): string[] {
  const whole = resolve(path);
  if (process.platform === 'win32') return [`\\\\.\\pipe\\ringcast-${digestOf(whole)}`];
  const beside = join(dirname(whole), `.claim-${digestOf(basename(whole))}`);
  const elsewhere = `/tmp/ringcast-${digestOf(whole)}.claim`;
  return Buffer.byteLength(beside) <= LONGEST_ADDRESS_BYTES ? [beside, elsewhere] : [elsewhere];
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

async function claimAddress(address: string): Promise<Server | 'taken' | Error> {
  const first = await listenOn(address);
  if (!isInUse(first)) return first;
  const asked = inodeOf(address);
  if (await isAnswered(address)) return 'taken';
  try {
    // Another process may have found it dead meanwhile, and have put its own there.
    if (inodeOf(address) !== asked) return 'taken';
    // Its process was killed.
    rmSync(address, { force: true });
  } catch (error) {
    return error as Error;
  }
  const second = await listenOn(address);
  return isInUse(second) ? 'taken' : second;
}

async function listenOn(address: string): Promise<Server | Error> {
  const server = createServer((socket) => socket.destroy()).unref();
  try {
    // Other users may ask, too.
    server.listen({ path: address, writableAll: true });
    await once(server, 'listening');
  } catch (error) {
    return error as Error;
  }
  // One that could not be answered, for want of open files say, has its answer by being connected.
  return server.on('error', () => undefined);
}

function inodeOf(address: string): number | undefined {
  return statSync(address, { throwIfNoEntry: false })?.ino;
}

function isInUse(outcome: Server | Error): boolean {
  return 'code' in outcome && outcome.code === 'EADDRINUSE';
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
