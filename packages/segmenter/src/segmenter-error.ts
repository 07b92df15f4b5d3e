/** What can go wrong in a segmenter, as a stable word a caller may branch on. */
export type SegmenterErrorCode =
  | 'station-busy'
  | 'station-ended'
  | 'station-elsewhere'
  | 'feed-replaced'
  | 'ffmpeg-failed'
  | 'bad-fragment'
  | 'encoder-failed'
  | 'store-failed';

/** The base of every error a segmenter throws or rejects with. */
export class SegmenterError extends Error {
  override readonly name: string = 'SegmenterError';

  constructor(
    readonly code: SegmenterErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
