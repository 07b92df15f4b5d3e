import { createServer } from 'node:net';
import type { Configuration } from '../../configuration/configuration-schema.ts';
import { type Finding, good } from '../finding.ts';
import { fetchAsPlayer, NoAnswer } from '../stream/stream-client.ts';

/** What there is on the port of the settings. */
export interface PortState {
  readonly findings: readonly Finding[];
  /** Whether this computer's Ringcast answers there. */
  readonly isServing: boolean;
}

/**
 * Whether the server answers on its port, or could open it.
 *
 * @param base its address on this computer
 */
export async function checkPort({ port, host }: Configuration, base: string): Promise<PortState> {
  const problem = await problemOfListening(port, host);
  if (problem === undefined) {
    return { findings: [good(`Port ${port} is free; no server runs on it now.`)], isServing: false };
  }
  if (problem !== 'EADDRINUSE') return { findings: [notAllowed(port, problem)], isServing: false };
  try {
    const { bytes, status } = await fetchAsPlayer('media', `${base}/healthz`);
    const isRingcast = bytes.toString().includes('"status"');
    if (isRingcast && status === 200) {
      return { findings: [good(`The server answers at ${base}.`)], isServing: true };
    }
    if (isRingcast) return { findings: [unwell(base, bytes.toString())], isServing: true };
    return { findings: [taken(port, `${base} is no Ringcast.`)], isServing: false };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return { findings: [taken(port, error.message)], isServing: false };
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
    remedy:
      'End the program that uses it, or set PORT to another one. Where that is Ringcast with a certificate of your ' +
      'own, name its authority: NODE_EXTRA_CA_CERTS=rootCA.pem.',
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
