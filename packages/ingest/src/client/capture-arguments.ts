import { rawArguments } from '../decode/decode-arguments.ts';
import type { DeviceChoice, InputChoice, SoundSystem } from './sound-choice.ts';

const BYTES_PER_SAMPLE = 2;
/** Packets that wait when the rest of ffmpeg is held up; without room the card's buffer would run over. */
const PACKET_QUEUE = ['-thread_queue_size', '1024'];
/** A stream that breaks off is asked for again, up to seconds later. */
const RECONNECTION =
  '-reconnect 1 -reconnect_streamed 1 -reconnect_on_network_error 1 -reconnect_delay_max 5'.split(' ');

/** What is asked of a system's sound cards beside rate and channels. */
const SYSTEM_ARGUMENTS: Record<SoundSystem, (choice: DeviceChoice) => string[]> = {
  pulse: ({ blockSamples, channels }) => [
    '-name',
    'Ringcast',
    '-fragment_size',
    String(blockSamples * channels * BYTES_PER_SAMPLE),
  ],
  alsa: () => [],
  avfoundation: () => [],
  dshow: ({ blockSamples, sampleRateHz }) => [
    '-audio_buffer_size',
    String(Math.max(1, Math.round((blockSamples * 1_000) / sampleRateHz))),
  ],
};

/** ffmpeg's name of a device. */
export function addressOfDevice({ system, device }: Pick<DeviceChoice, 'system' | 'device'>): string {
  if (system === 'avfoundation') return `:${device}`;
  return system === 'dshow' ? `audio=${device}` : device;
}

/** ffmpeg's arguments before a device. */
export function deviceArguments(choice: DeviceChoice): string[] {
  const { system, sampleRateHz, channels } = choice;
  const shape = ['-ar', String(sampleRateHz), '-ac', String(channels)];
  return [
    '-f',
    system,
    ...PACKET_QUEUE,
    ...SYSTEM_ARGUMENTS[system](choice),
    // Core Audio's devices have the rate that the system's settings say.
    ...(system === 'avfoundation' ? [] : shape),
  ];
}

/** ffmpeg's arguments for a device's s16le: once as it is, and once as lines that say when each packet began. */
export function deviceOutputs({ sampleRateHz, channels, blockSamples }: DeviceChoice): {
  readonly sound: string[];
  readonly stamps: string[];
} {
  const filters = `aresample=resampler=soxr:precision=28,asetnsamples=n=${blockSamples}:p=0`;
  const shape = ['-ar', String(sampleRateHz), '-ac', String(channels), '-c:a', 'pcm_s16le'];
  const common = ['-map', '0:a:0', ...shape, '-flush_packets', '1'];
  return {
    // A card's stamps may go back by a little, of which ffmpeg would complain at every packet.
    sound: [...common, '-af', `${filters},asetpts=N`, '-f', 's16le'],
    stamps: [...common, '-copyts', '-af', filters, '-f', 'framecrc'],
  };
}

/** ffmpeg's arguments before an input. */
export function inputArguments({ input, format }: InputChoice): string[] {
  if (format !== undefined) return rawArguments(format);
  return /^https?:/i.test(input ?? '') ? RECONNECTION : [];
}
