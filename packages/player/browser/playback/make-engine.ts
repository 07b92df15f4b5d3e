import Hls from 'hls.js/light';
import type { Engine, EngineListener } from './engine.ts';
import { HlsEngine } from './hls-engine.ts';
import { NativeEngine } from './native-engine.ts';
import { LOSSLESS, type QualityChoice } from './quality.ts';
import type { StreamActivity } from './stream-activity.ts';

/** Settings of an engine, whichever it becomes. */
export interface EngineOptions {
  readonly audio: HTMLAudioElement;
  readonly masterUrl: string;
  /** Names of the station's renditions. */
  readonly renditions: readonly string[];
  readonly choice: QualityChoice;
  readonly activity: StreamActivity;
  /** To the server and back; undefined where that is not known. */
  readonly roundTripMs: () => number | undefined;
  readonly listener: EngineListener;
}

type EngineKind = 'hls' | 'native' | 'none';

/**
 * The way this browser plays HLS. Chromium and desktop Safari have their own HLS too, without low latency; only
 * where Media Source Extensions are missing (iPhones) the browser's own is used.
 */
export function engineKindOf(audio: HTMLAudioElement): EngineKind {
  if ('MediaSource' in globalThis && Hls.isSupported()) return 'hls';
  if (audio.canPlayType('application/vnd.apple.mpegurl') !== '') return 'native';
  return Hls.isSupported() ? 'hls' : 'none';
}

/**
 * An engine for one broadcast.
 *
 * @throws Error where the browser plays no HLS; see {@link engineKindOf}.
 */
export function makeEngine(options: EngineOptions): Engine {
  const kind = engineKindOf(options.audio);
  if (kind === 'native') return new NativeEngine(options);
  if (kind === 'hls')
    return new HlsEngine({ ...options, hasLossless: options.renditions.includes(LOSSLESS) });
  throw new Error('This browser has neither Media Source Extensions nor HLS of its own');
}
