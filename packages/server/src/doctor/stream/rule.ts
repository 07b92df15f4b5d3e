import type { Finding } from '../finding.ts';

/** A rule about something; table tests break each once. */
export interface Rule<Subject> {
  readonly level: 'warning' | 'fault';
  /** Why it matters. */
  readonly why: string;
  /** What to do. */
  readonly remedy: string;
  /** Says what is against it, each in a sentence; where nothing is, nothing. */
  readonly find: (subject: Subject) => readonly string[];
}

/** How many breaches of one rule are told; a playlist repeats itself. */
const TOLD_BREACHES = 3;

/** Applies rules to a subject. */
export function applyRules<Subject>(rules: readonly Rule<Subject>[], subject: Subject): Finding[] {
  return rules.flatMap(({ level, why, remedy, find }) =>
    find(subject)
      .slice(0, TOLD_BREACHES)
      .map((what) => ({ level, what, why, remedy })),
  );
}
