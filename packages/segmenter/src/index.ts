export * from './grid.ts';
export * from './rendition.ts';
export type * from './publication.ts';
export type * from './feed.ts';
export type * from './hand-over.ts';
export * from './segmenter-error.ts';
export { FfmpegError, runFfmpeg } from './encoder/ffmpeg-process.ts';
export type { FfmpegOptions, FfmpegOutput, FfmpegProcess } from './encoder/ffmpeg-process.ts';
export { askFfmpeg, missingEncodersIn } from './encoder/ffmpeg-answer.ts';
export { baseMediaDecodeTimeOf, durationOf } from './fmp4/fragment.ts';
export { FragmentSplitter } from './fmp4/fragment-splitter.ts';
export { partName, segmentName } from './window/media-name.ts';
export {
  holdBackSamples,
  MEDIA_PLAYLIST_NAME,
  renderMediaPlaylist,
  targetDurationSeconds,
} from './playlist/media-playlist.ts';
export { renderMultivariantPlaylist } from './playlist/multivariant-playlist.ts';
export { Station } from './station.ts';
export { isGoingOn } from './carry-over.ts';
export type { CarriedBroadcast } from './carry-over.ts';
export type { StationOptions, StationTraits } from './station-options.ts';
export type { Loudness } from './loudness/loudness.ts';
export type { OnAirState } from './on-air-state.ts';
export type { SourceState } from './source-state.ts';
export type { SecondSource } from './broadcast-options.ts';
export type { LatePolicy } from './timeline/timeline-options.ts';
export type { Logger } from './logger.ts';
export { mediaNamesOf } from './window/media-list.ts';
export { isSameRetention, retentionOf } from './window/retention.ts';
export type { Retention } from './window/retention.ts';
export { DirectoryStore } from './store/directory-store.ts';
export { RedisStore } from './store/redis-store.ts';
export type * from './store/publication-store.ts';
export { DirectoryReader } from './store/directory-reader.ts';
export { DirectoryWriter } from './store/directory-writer.ts';
