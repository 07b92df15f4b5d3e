import type { Configuration } from '../../configuration/configuration-schema.ts';
import { baseOf, localBaseOf } from '../../links.ts';
import { type Finding, good } from '../finding.ts';
import { fetchAsPlayer, NoAnswer } from '../stream/stream-client.ts';

/** Where streams are to be had from this computer. */
export interface AddressState {
  readonly findings: readonly Finding[];
  /** Undefined where no address can be examined from here. */
  readonly base: string | undefined;
}

/** Whether the address that listeners are given answers this computer too; where it does not, its own may. */
export async function checkAddress(configuration: Configuration): Promise<AddressState> {
  const { port, publicUrl } = configuration;
  const given = baseOf(configuration, port);
  const problem = await problemOf(given);
  if (problem === undefined) return { findings: [], base: given };
  const findings = publicUrl === undefined ? [] : [unreached(problem)];
  const own = localBaseOf(configuration, port);
  const ownProblem = await problemOf(own);
  return ownProblem === undefined
    ? { findings, base: own }
    : { findings: [...findings, unexamined(ownProblem)], base: undefined };
}

async function problemOf(base: string): Promise<string | undefined> {
  try {
    await fetchAsPlayer('media', `${base}/healthz`);
    return undefined;
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return error.message;
  }
}

function unreached(problem: string): Finding {
  return {
    level: 'warning',
    what: `publicUrl does not answer this computer: ${problem}`,
    why: 'Links lead there; where it answers nobody, nobody can listen.',
    remedy:
      'Open it where listeners are. If it answers there, nothing is wrong: in a container, or behind a router that ' +
      'does not lead back in, it cannot be reached from here.',
  };
}

/** The server answers here, only not to those who look at its certificate. */
function unexamined(problem: string): Finding {
  return good(
    `No stream is examined, for ${problem}. Give the doctor an address of a listener, or name the authority of the ` +
      'certificate: NODE_EXTRA_CA_CERTS=rootCA.pem.',
  );
}
