import type { PlaybackState } from '../playback/playback-state.ts';
import type { PlayerStats } from '../playback/player-stats.ts';

/** Where reports go, and how. */
export interface ListenerReportsOptions {
  /** Undefined where the playlist is not served by Ringcast. */
  readonly url: string | undefined;
  /** Sends a body; resolves with the status of the answer. */
  readonly send: (url: string, body: string) => Promise<number>;
  /** Time in ms from an arbitrary point. */
  readonly now: () => number;
}

type Heard = Pick<PlayerStats, 'micToEarMs' | 'stallCount' | 'stalledMs'>;

/** In a pause the distance grows, and nobody hears it. */
const HEARD: readonly PlaybackState[] = ['playing', 'stalled'];
const EVERY_MS = 30_000;
/** The first tells how a listener began. */
const FIRST_AFTER_MS = 10_000;
/** What the server takes in one report; after a long outage the rest follows in the next ones. */
const MAX_STALLS = 1_000;
const MAX_STALLED_MS = 120_000;
/** There is nobody who takes reports: no such station or route, or they are not wanted. */
const FINAL_STATUSES: readonly number[] = [404, 405, 410];

/**
 * Tells the server twice a minute, while something plays, how far behind it is heard and how often it stopped. Nothing
 * in it tells who listens. Where the server wants no reports, none follows.
 */
export class ListenerReports {
  readonly #options: ListenerReportsOptions;
  #dueAtMs: number | undefined;
  #told = { stallCount: 0, stalledMs: 0 };
  #isOver = false;

  constructor(options: ListenerReportsOptions) {
    this.#options = options;
  }

  /** Takes the figures of this moment, if it plays; to be called a few times a second at most. */
  note(stats: Heard, state: PlaybackState): void {
    const { url, now } = this.#options;
    if (this.#isOver || url === undefined) return;
    if (stats.micToEarMs === null || !HEARD.includes(state)) return;
    const nowMs = now();
    this.#dueAtMs ??= nowMs + FIRST_AFTER_MS;
    if (nowMs < this.#dueAtMs) return;
    this.#dueAtMs = nowMs + EVERY_MS;
    void this.#report(url, stats);
  }

  async #report(url: string, { micToEarMs, stallCount, stalledMs }: Heard): Promise<void> {
    const { stallCount: toldCount, stalledMs: toldMs } = this.#told;
    const report = {
      micToEarMs: micToEarMs === null ? null : Math.max(0, Math.round(micToEarMs)),
      // What looked like a stall may turn out to have been none.
      stallCount: Math.min(MAX_STALLS, Math.max(0, stallCount - toldCount)),
      stalledMs: Math.min(MAX_STALLED_MS, Math.max(0, Math.round(stalledMs - toldMs))),
    };
    this.#told = { stallCount: toldCount + report.stallCount, stalledMs: toldMs + report.stalledMs };
    try {
      const status = await this.#options.send(url, JSON.stringify(report));
      this.#isOver = FINAL_STATUSES.includes(status);
    } catch {
      // A report is not worth a second try.
    }
  }
}

/** Whether a visitor asks pages to keep his doings to himself (Global Privacy Control). */
export function wantsPrivacy(): boolean {
  return 'globalPrivacyControl' in navigator && navigator.globalPrivacyControl === true;
}

/** Posts a report, without cookies, and without asking first where the page is another site's. */
export async function postReport(url: string, body: string): Promise<number> {
  const { status } = await fetch(url, {
    method: 'POST',
    body,
    credentials: 'omit',
    keepalive: true,
    referrerPolicy: 'no-referrer',
  });
  return status;
}
