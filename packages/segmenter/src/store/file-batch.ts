/** File operations that belong together, carried out one after the other. */
export interface FileBatch {
  /** The folder all paths start from. */
  readonly folder: string;
  /** Where files are written before they are renamed into place; on the same file system. */
  readonly writingFolder: string;
  /** Folders that must exist. */
  readonly folders: readonly string[];
  /** Files to put in place, in this order; one is either there as a whole or as it was before. */
  readonly files: readonly { readonly path: string; readonly content: string | Uint8Array }[];
  /** Files to remove afterwards; one that is not there is no error. */
  readonly removals: readonly string[];
}

/** How a batch went. */
export type FileBatchResult = { readonly id: number; readonly error?: string };
