import type { CaptureEnd, CaptureReport, SoundDevice, UnsentSound } from '@ringcast/ingest/client';

/** What is captured and where it goes, for people. */
export interface CaptureSubject {
  readonly server: string;
  readonly station: string;
  readonly sound: string;
}

const NEEDS_QUOTES = /[\s:]/;

/** The list of `--list-devices`: a line each, with what to type. */
export function describeDevices(devices: readonly SoundDevice[]): string {
  if (devices.length === 0) return 'There is no sound card to capture from.\n';
  const lines = devices.map(({ system, device, description, isDefault }) => {
    const name = `${system}:${device}`;
    const about = [description, isDefault ? '(default)' : ''].filter((text) => text !== '').join(' ');
    return about === '' ? name : `${name}\t${about}`;
  });
  return `${lines.join('\n')}\n`;
}

/** What a capture is doing, in some words. */
export function describeState({ state, connectionProblem }: CaptureReport): string {
  if (state.name === 'idle') return 'waiting for sound';
  if (state.name === 'live') return 'on air';
  if (state.name === 'stopping') return 'sending the rest';
  if (state.name === 'reconnecting')
    return `the server is away (${connectionProblem ?? state.problem.message})`;
  return state.name;
}

/** What a person should know of, a sentence each. */
export function describeTroubles(report: CaptureReport): string[] {
  const { stats, soundProblem, fileProblem, missingMs, earlierMs, earlierProblem } = report;
  const troubles: string[] = [];
  if (soundProblem !== undefined) troubles.push(soundProblem);
  if (stats.mode !== 'lossless')
    troubles.push('The uplink is narrow: listeners hear less quality, the server gets everything later.');
  if (stats.notice !== undefined) troubles.push(stats.notice.message);
  if (fileProblem !== undefined) troubles.push(`Only a minute can be kept: ${fileProblem}`);
  if (missingMs > 0) troubles.push(`${secondsOf(missingMs)} were never captured, and are silence.`);
  if (stats.lostSamples > 0)
    troubles.push(`${stats.lostSamples} samples were given up: too much was waiting.`);
  if (earlierMs > 0) troubles.push(`${secondsOf(earlierMs)} of earlier broadcasts are being sent.`);
  if (earlierProblem !== undefined) troubles.push(describeUnreadable(earlierProblem));
  return troubles;
}

/** How it ended, as the last line. */
export function describeEnd(end: CaptureEnd, { server, station }: CaptureSubject): string {
  if (end.name === 'sent') return 'Everything is on the server.';
  if (end.name === 'no-sound') return end.message;
  if (end.name === 'unsent') return describeUnsent(end);
  if (end.name === 'unreadable') return describeUnreadable(end.message);
  const refusal = `${server} does not take station "${station}": ${end.problem.message}`;
  return end.unsentMs > 0 ? `${refusal}\n${describeUnsent(end)}` : refusal;
}

function describeUnreadable(problem: string): string {
  return `What an earlier broadcast left cannot be sent: ${problem}`;
}

function describeUnsent({ unsentMs, isKept }: UnsentSound): string {
  const unsent = `${secondsOf(unsentMs)} are not on the server`;
  return isKept
    ? `${unsent}; they are kept, and sent by the next "ringcast capture" or by "ringcast capture --send-kept".`
    : `${unsent}, and are lost: no file could be kept.`;
}

/** `12.3 s` */
export function secondsOf(durationMs: number): string {
  return `${(durationMs / 1_000).toFixed(1)} s`;
}

/** `0:12:34` */
export function clockOf(durationMs: number): string {
  const seconds = Math.floor(durationMs / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** A level in dB of full scale; a magnitude of 1 is 0. */
export function decibelsOf(magnitude: number): number {
  return magnitude > 0 ? 20 * Math.log10(magnitude) : Number.NEGATIVE_INFINITY;
}

/** `name=value`, quoted where it has to be. */
export function fieldOf(name: string, value: string): string {
  return `${name}=${NEEDS_QUOTES.test(value) ? JSON.stringify(value) : value}`;
}
