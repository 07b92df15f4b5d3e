import type { Finding } from '../finding.ts';
import { NoAnswer } from './stream-client.ts';

/** What it means that an address gives no answer, and what to do. */
interface Meaning {
  readonly why: string;
  readonly remedy: string;
}

const OF_MANY: Meaning = {
  why: 'Players wait for what a playlist names, or go without.',
  remedy: 'Look whether the address is right, and the server and the way to it are fast enough.',
};

/** What a look at addresses finds; where one of them gives no answer, that it does not. */
export async function orUnanswered(
  look: () => Promise<Finding[]>,
  meaning: Meaning = OF_MANY,
): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return [{ level: 'fault', what: error.message, ...meaning }];
  }
}
