import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NullSink } from './null-sink.ts';

/** ALSA's device that plays a tape: its file plugin, at the pace of a null sink. */
export const ALSA_TAPE = 'alsa:tape';

/** Makes ALSA's file plugin, for programs in a null sink's environment, give this PCM (48 kHz stereo s16le). */
export async function prepareAlsaTape(sink: NullSink, pcm: Buffer): Promise<void> {
  const folder = sink.environment['HOME'] ?? '';
  const tape = join(folder, 'tape.raw');
  await writeFile(tape, pcm);
  await writeFile(
    join(folder, '.asoundrc'),
    'pcm.clock { type pulse }\n' +
      `pcm.tape { type file slave.pcm "clock" file "/dev/null" infile "${tape}" format "raw" }\n`,
  );
}
