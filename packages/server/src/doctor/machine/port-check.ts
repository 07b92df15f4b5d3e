import { createServer } from 'node:net';
import type { Configuration } from '../../configuration/configuration-schema.ts';
import { localBaseOf } from '../../links.ts';
import { type Finding, good } from '../finding.ts';
import { askOwnServer } from './own-server.ts';

/** What there is on the port of the settings. */
export interface PortState {
  readonly findings: readonly Finding[];
  /** Whether this computer's Ringcast answers there. */
  readonly isServing: boolean;
}

/** What was heard on the port: an answer by HTTP, or only why there is none. */
interface Heard {
  readonly status: number | undefined;
  readonly text: string;
}

/** Whether the server answers on its port, or could open it. */
export async function checkPort(configuration: Configuration): Promise<PortState> {
  const { port, host } = configuration;
  const base = localBaseOf(configuration, port);
  // Asked first: of a port below 1024 the system says that it may not be opened, whoever serves there.
  const { status, text } = await askHealth(base);
  if (status !== undefined && text.includes('"status"')) {
    const finding = status === 200 ? good(`The server answers at ${base}.`) : unwell(base, text);
    return { findings: [finding], isServing: true };
  }
  const finding =
    status === undefined
      ? judgeListening(port, { problem: await problemOfListening(port, host), heard: text })
      : taken(port, `${base} is no Ringcast.`);
  return { findings: [finding], isServing: false };
}

function judgeListening(
  port: number,
  { problem, heard }: { problem: string | undefined; heard: string },
): Finding {
  if (problem === undefined) return good(`Port ${port} is free; no server runs on it now.`);
  return problem === 'EADDRINUSE' ? taken(port, heard) : notAllowed(port, problem);
}

async function askHealth(base: string): Promise<Heard> {
  try {
    return await askOwnServer(`${base}/healthz`);
  } catch (error) {
    const { message, code = '' }: NodeJS.ErrnoException = error as Error;
    return { status: undefined, text: message || code };
  }
}

/** The system's word for why a port cannot be opened. */
function problemOfListening(port: number, host: string | undefined): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code, message }: NodeJS.ErrnoException) => resolve(code ?? message));
    server.listen({ port, host }, () => server.close(() => resolve(undefined)));
  });
}

function taken(port: number, heard: string): Finding {
  return {
    level: 'fault',
    what: `Port ${port} is in use, and no Ringcast answers there: ${heard}`,
    why: 'Pages, listening and broadcasting all come by this port.',
    remedy: 'End the program that uses it, or set PORT to another one.',
  };
}

function notAllowed(port: number, code: string): Finding {
  return {
    level: 'fault',
    what: `Port ${port} cannot be opened (${code}).`,
    why: 'Pages, listening and broadcasting all come by this port.',
    remedy:
      'Set PORT to one above 1023 and RINGCAST_HOST to an address of this machine, or allow it to this user.',
  };
}

function unwell(base: string, report: string): Finding {
  return {
    level: 'fault',
    what: `The server at ${base} says of itself: ${report.slice(0, 500)}`,
    why: 'It cannot do its work as it is.',
    remedy: 'Mend what it names; its log says more.',
  };
}
