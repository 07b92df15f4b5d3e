/** How the process ends, for scripts; docs/command-line.md tells the same. */
export const EXIT_CODES = {
  done: 0,
  failed: 1,
  /** An option, an argument or a command that is none. */
  usage: 2,
  /** A sound card, file or address that gives no sound. */
  noSound: 3,
  wrongKey: 4,
  unknownStation: 5,
  /** The server turned the broadcast away for another reason. */
  refused: 6,
  /** Some sound is not on the server yet. */
  unsent: 7,
  /** The doctor found a fault. */
  unwell: 8,
} as const;

/** One of {@link EXIT_CODES}. */
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
