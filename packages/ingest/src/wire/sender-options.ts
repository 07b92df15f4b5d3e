import type { Hello } from './message.ts';
import type { PcmFormat } from './pcm-format.ts';
import type { Backlog } from './sender-backlog.ts';
import type { CutterStart } from './sender-cutter.ts';
import type { SenderLink } from './sender-link.ts';
import type { SenderState } from './sender-state.ts';
import type { StandInEncoder } from './stand-in.ts';

/** How a sender is made. It has no clock, socket or dice of its own. */
export interface SenderOptions extends Pick<Hello, 'session' | 'key' | 'client' | 'isForJournalOnly'> {
  /** Format of the first samples; or where a broadcast goes on of which the backlog has the rest. */
  readonly start: PcmFormat | CutterStart;
  readonly link: SenderLink;
  /** A clock that never steps, in ms since the Unix epoch, with a fraction. */
  readonly nowMs: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
  /** What is kept until it is acknowledged; default the newest 60 s, in memory. */
  readonly backlog?: Backlog;
  /** What goes on air while the uplink is too narrow for PCM; without one it is always PCM. */
  readonly standIns?: StandInEncoder;
  /** Called after each change; must not throw. */
  readonly onStateChanged?: (state: SenderState) => void;
}
