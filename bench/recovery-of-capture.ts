import { setTimeout as pass } from 'node:timers/promises';
import { CaptureTabStage } from '../test/helpers/capture-tab-stage.ts';
import { NarrowStage } from '../test/helpers/narrow-stage.ts';
import { NetworkNamespace } from '../test/helpers/network-namespace.ts';
import { type Figure, saidOf } from './figure.ts';
import { programPaths } from './program-paths.ts';

const NARROW_BPS = 300_000;
const WHOLE_WITHIN_MS = 60_000;
const LEAST_SOUND_SHARE = 0.95;
const BUSY_MS = 5_000;
const UNPLUGGED_MS = 3_000;
const BACK_TEXT = 'Everything you say is on its way to your listeners.';

/** What becomes of a capture page whose line is too narrow for PCM. */
export async function narrowUplink(durationMs: number): Promise<Figure[]> {
  const programs = await programPaths();
  const namespace = await NetworkNamespace.create();
  try {
    const stage = await NarrowStage.open({ ...programs, namespace });
    try {
      const { lackedMs, soundShare, playlistFaults } = await stage.limit(NARROW_BPS, durationMs);
      const wholeAfterMs = await stage.relieve(WHOLE_WITHIN_MS);
      const journalFault = await stage.finish();
      return [
        {
          what: `uplink of a capture page limited to 300 kbit/s for ${durationMs / 1_000} s, by tbf`,
          bar: 'live edge goes on, journal lossless ≤ 60 s after',
          reached: `${lackedMs} ms without sound at first, then sound for ${(soundShare * 100).toFixed(1)} % of the time; playlist ${saidOf(playlistFaults)}; journal ${journalFault ?? 'whole'} after ${wholeAfterMs.toFixed(0)} ms`,
          isReached: soundShare >= LEAST_SOUND_SHARE && playlistFaults.length === 0 && !journalFault,
        },
      ];
    } finally {
      await stage.close();
    }
  } finally {
    await namespace.close();
  }
}

/** What becomes of a capture page that is hidden, busy, or loses its microphone. */
export async function captureInTrouble(hiddenMs: number): Promise<Figure[]> {
  const stage = await CaptureTabStage.open((await programPaths()).chromiumPath);
  try {
    const hidden = await stage.stallsDuring(async () => {
      await stage.tab.hide();
      await pass(hiddenMs);
      await stage.tab.show();
    });
    const busy = await stage.stallsDuring(() => stage.tab.beBusy(BUSY_MS));
    const unplugged = await stage.stallsDuring(async () => {
      await stage.microphone.unplug();
      await pass(UNPLUGGED_MS);
      await stage.microphone.plugIn();
      await stage.capture.untilSays(BACK_TEXT);
    });
    const { fault, reasons } = await stage.finish();
    const stalls = `${hidden}, ${busy} and ${unplugged} stalls`;
    return [
      {
        what: `capture page: tab hidden for ${hiddenMs / 1_000} s, main thread busy for ${BUSY_MS / 1_000} s, microphone unplugged for ${UNPLUGGED_MS / 1_000} s`,
        bar: 'no sample missing that the device delivered; the change declared',
        reached: `${stalls} of a listener; journal ${fault ?? 'whole'}; declared: ${[...new Set(reasons)].join(', ')}`,
        isReached:
          hidden + busy + unplugged === 0 && fault === undefined && reasons.includes('no microphone'),
      },
    ];
  } finally {
    await stage.close();
  }
}
