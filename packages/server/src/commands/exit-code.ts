/** How the process ends, for scripts; docs/command-line.md tells the same. */
export const EXIT_CODES = {
  done: 0,
  failed: 1,
  /** An option, an argument or a command that is none. */
  usage: 2,
} as const;

/** One of {@link EXIT_CODES}. */
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
