/** What the page tells the worker that decodes files. */
export type DecoderRequest =
  /** To the capture worker, transferred. Comes once, first. */
  | { readonly type: 'connect'; readonly port: MessagePort }
  | { readonly type: 'load'; readonly trackId: string; readonly file: File };

/** What is known of a file. */
export interface TrackFacts {
  readonly durationMs: number;
  readonly title?: string;
  readonly artist?: string;
}

/** What the worker that decodes files tells the page. */
export type DecoderReport =
  | { readonly type: 'loaded'; readonly trackId: string; readonly facts: TrackFacts }
  | { readonly type: 'failed'; readonly trackId: string; readonly reason: string };

/** What the worker that decodes files tells the capture worker. */
export type DecodedSound =
  | {
      readonly type: 'sound';
      readonly trackId: string;
      readonly planes: readonly Float32Array<ArrayBuffer>[];
      readonly sampleRateHz: number;
    }
  | { readonly type: 'complete'; readonly trackId: string };

/** What the capture worker tells the worker that decodes files. */
export type DecoderDemand =
  /** So much sound is wanted. */
  { readonly type: 'more' } | { readonly type: 'drop'; readonly trackId: string };

/** Sound that is decoded for each demand. */
export const DEMANDED_MS = 1_000;
