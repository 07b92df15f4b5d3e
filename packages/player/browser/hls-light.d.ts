/** hls.js without alternate audio, subtitles and encryption ships no declarations of its own; its face is the same. */
declare module 'hls.js/light' {
  export * from 'hls.js';
  export { default } from 'hls.js';
}
