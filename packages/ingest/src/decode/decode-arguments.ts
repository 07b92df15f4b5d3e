import { SAMPLE_RATE_HZ } from '@ringcast/segmenter';
import type { PcmFormat } from '../wire/pcm-format.ts';

/**
 * Containers of sound that comes from outside. Left out is everything that names other files or addresses
 * (playlists, concat, sdp, dash): whoever pushes must not choose what the server opens.
 */
const TAKEN_CONTAINERS =
  'aac,ac3,aiff,amr,ape,asf,au,avi,caf,dts,eac3,flac,flv,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,' +
  'mp3,mpeg,mpegts,ogg,tta,voc,w64,wav,wv';

const SPOOLED_CONTAINERS = 'mov,mp4,m4a,3gp,3g2,mj2';

/** What ffmpeg reads: standard input, or a file. */
interface DecodedInput {
  readonly format: PcmFormat | undefined;
  readonly path?: string | undefined;
}

/** What is known of raw PCM needs no probing; ffmpeg would wait for a second of it. */
const RAW_PROBING = ['-probesize', '32', '-analyzeduration', '0'];

/** Enough to find any of the containers; of a live stream it is heard this much later. */
const CONTAINER_PROBING = ['-probesize', '65536', '-analyzeduration', '100000'];

/**
 * ffmpeg's matrix gives mono to both channels 3 dB lower, so it gets 3 dB first. The resampler is soxr at 28 bits;
 * ffmpeg's own folds back at −61 dB. Double precision inside leaves 16-bit samples at 48 kHz exactly as they are.
 */
const FILTERS = [
  'volume=volume=if(eq(nb_channels\\,1)\\,sqrt(2)\\,1):precision=double',
  `aresample=osr=${SAMPLE_RATE_HZ}:resampler=soxr:precision=28:internal_sample_fmt=dblp`,
].join(',');

/** ffmpeg's arguments for what it reads; without a format, for a container that is found by its bytes. */
export function inputArgumentsOf({ format, path }: DecodedInput): string[] {
  // The whitelist keeps what is pushed from making ffmpeg open files or addresses; what is spooled is an MP4 alone.
  const protocol = ['-protocol_whitelist', path === undefined ? 'pipe' : 'file'];
  if (path !== undefined) return [...protocol, '-format_whitelist', SPOOLED_CONTAINERS];
  if (!format) return [...protocol, '-format_whitelist', TAKEN_CONTAINERS, ...CONTAINER_PROBING];
  return [...protocol, ...rawArguments(format)];
}

/** ffmpeg's arguments before raw PCM. */
export function rawArguments({ encoding, sampleRateHz, channels }: PcmFormat): string[] {
  return [...RAW_PROBING, '-f', encoding, '-ar', String(sampleRateHz), '-ac', String(channels)];
}

/** ffmpeg's arguments for 48 kHz stereo s16le on standard output. */
export function outputArguments(): string[] {
  const shape = ['-ar', String(SAMPLE_RATE_HZ), '-ac', '2', '-f', 's16le'];
  return ['-map', '0:a:0', '-map_metadata', '-1', '-af', FILTERS, ...shape, '-flush_packets', '1'];
}
