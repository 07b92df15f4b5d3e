import type { SoundReport } from '../worker-message.ts';

/** Shows levels on every meter of a page: of the source that it is for, else of the mix. */
export function showLevels(page: HTMLElement, { mix, sources }: SoundReport, nowMs: number): void {
  for (const meter of page.querySelectorAll('ringcast-level-meter')) {
    const id = meter.dataset['source'];
    meter.show(id === undefined ? mix.peaks : (sources[id]?.peaks ?? []), nowMs);
  }
}
