import type { HlsConfig } from 'hls.js/light';
import { PartExactStreamController } from './part-exact-loading.ts';
import { RestingGapController } from './resting-loops.ts';

/** The whole window stays in the buffer, so that a pause can be played on from where it began. */
const BACK_BUFFER_S = 20;
const RETRIES = 1_000;

type Retry = NonNullable<HlsConfig['fragLoadPolicy']['default']['errorRetry']>;

/** Tries again for ever where the network or the server is at fault; what is gone (4xx) is not asked for again. */
const retry: Retry = {
  maxNumRetry: RETRIES,
  retryDelayMs: 200,
  maxRetryDelayMs: 2_000,
  backoff: 'exponential',
  shouldRetry: (config, count, isTimeout, response) => {
    const code = response?.code ?? 0;
    const isServersFault = isTimeout || code === 0 || code >= 500;
    return isServersFault && count < (config?.maxNumRetry ?? RETRIES);
  },
};

/** A request that hung when the network changed is given up after this. */
const FIRST_BYTE_TIMEOUT_MS = 3_000;
const LOAD_TIMEOUT_MS = 12_000;

function policyOf(maxTimeToFirstByteMs: number): HlsConfig['fragLoadPolicy'] {
  return {
    default: {
      maxTimeToFirstByteMs,
      maxLoadTimeMs: LOAD_TIMEOUT_MS,
      timeoutRetry: { ...retry, retryDelayMs: 0 },
      errorRetry: retry,
    },
  };
}

/** How hls.js is set up for live audio in parts of a fraction of a second. */
export const hlsConfiguration: Partial<HlsConfig> = {
  streamController: PartExactStreamController,
  gapController: RestingGapController,
  autoStartLoad: false,
  lowLatencyMode: true,
  // fMP4 audio is passed through as it comes: a Worker would add a hop per part and save no work.
  enableWorker: false,
  // Tempo and distance are the latency controller's.
  maxLiveSyncPlaybackRate: 1,
  liveSyncOnStallIncrease: 0,
  liveDurationInfinity: true,
  backBufferLength: BACK_BUFFER_S,
  preserveManualLevelOnError: true,
  testBandwidth: false,
  useMediaCapabilities: false,
  manifestLoadPolicy: policyOf(FIRST_BYTE_TIMEOUT_MS),
  playlistLoadPolicy: policyOf(FIRST_BYTE_TIMEOUT_MS),
  fragLoadPolicy: policyOf(FIRST_BYTE_TIMEOUT_MS),
};
