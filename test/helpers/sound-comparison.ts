import { MARKER_NUMBERS } from './marked-sound.ts';
import { findMarkers, longestSilenceMs, type FoundMarker } from './marker-finder.ts';
import type { SoundRecording } from './sound-recording.ts';

/** Marked sound where it was spoken and where it was heard. */
export interface BothEnds {
  readonly microphone: SoundRecording;
  readonly ear: SoundRecording;
}

/** What became of the sound on its way. */
export interface SoundComparison {
  /** For each marker that was heard, how long before it had been spoken. */
  readonly delaysMs: readonly number[];
  /** Markers heard once the player had found its place. */
  readonly settledMarkers: number;
  /** What is wrong with these, in words: one that is missing, doubled or further from the one before than when spoken. */
  readonly faults: readonly string[];
  /** The longest silence between these. */
  readonly longestSilenceMs: number;
  /** The longest time that the microphone itself left out or was silent; that much silence is true. */
  readonly longestLapseMs: number;
}

interface TimedMarker extends FoundMarker {
  readonly atMs: number;
}

interface MatchedMarker {
  readonly heard: TimedMarker;
  readonly spoken: TimedMarker | undefined;
}

const SAMPLES_PER_MS = 48;
/** In its first second a player may still be finding its place. */
const SETTLED_AFTER_SAMPLES = 48_000;
/** Tempo that is 2 % off makes 5 ms, and stretching sound moves a marker by some more. */
const TOLERANCE_MS = 12;

/** Compares what was heard with what was spoken. */
export function compareSound({ microphone, ear }: BothEnds): SoundComparison {
  const spoken = timedMarkersOf(microphone);
  const heard = timedMarkersOf(ear).map((marker) => matchMarker(marker, spoken));
  const settledFrom = (heard[0]?.heard.sample ?? 0) + SETTLED_AFTER_SAMPLES;
  const settled = heard.filter((marker) => marker.heard.sample >= settledFrom);
  return {
    delaysMs: heard.flatMap((marker) => (marker.spoken ? [marker.heard.atMs - marker.spoken.atMs] : [])),
    settledMarkers: settled.length,
    faults: settled.slice(1).flatMap((marker, index) => faultOf(marker, settled[index] ?? marker) ?? []),
    longestSilenceMs: longestSilenceMs(
      ear.sound,
      settled.map((marker) => marker.heard),
    ),
    longestLapseMs: Math.max(microphone.longestSkipMs, longestSilenceMs(microphone.sound, spoken)),
  };
}

function timedMarkersOf(recording: SoundRecording): TimedMarker[] {
  return findMarkers(recording.sound).map((marker) => {
    return { ...marker, atMs: recording.timeMsOf(marker.sample) };
  });
}

/** Numbers come again after a minute; what is heard is the last of its number that was spoken. */
function matchMarker(heard: TimedMarker, spoken: readonly TimedMarker[]): MatchedMarker {
  return {
    heard,
    spoken: spoken.findLast(({ number, atMs }) => number === heard.number && atMs < heard.atMs),
  };
}

function faultOf(marker: MatchedMarker, before: MatchedMarker): string | undefined {
  const { number, sample } = marker.heard;
  const where = `at ${(sample / SAMPLES_PER_MS).toFixed(0)} ms: marker ${number} came`;
  if (!marker.spoken || !before.spoken) return `${where}, which nobody spoke`;
  const heardMs = (sample - before.heard.sample) / SAMPLES_PER_MS;
  const spokenMs = marker.spoken.atMs - before.spoken.atMs;
  const isNext = spokenMs > 0 && number === (before.heard.number + 1) % MARKER_NUMBERS;
  if (!isNext) return `${where} after ${before.heard.number}`;
  if (Math.abs(heardMs - spokenMs) <= TOLERANCE_MS) return undefined;
  return `${where} after ${heardMs.toFixed(1)} ms, spoken after ${spokenMs.toFixed(1)} ms`;
}
