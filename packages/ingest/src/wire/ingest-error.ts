/** The base of every error of ingest. The message is made for the broadcaster and never holds a key. */
export abstract class IngestError extends Error {
  /** A stable word a caller may branch on. */
  abstract readonly code: string;
}
