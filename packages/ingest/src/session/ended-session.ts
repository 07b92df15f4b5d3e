import type { ClientMessage } from '../wire/message.ts';
import type { SessionClock } from './session-clock.ts';
import { type SessionLink, type SourceSession, welcome } from './source-session.ts';

/** What is left of a session that ended, for a client that lost its connection before it learned of it. */
export class EndedSession implements SourceSession {
  readonly isFull = false;
  readonly #endSample: number;
  readonly #clock: SessionClock;
  #link: SessionLink | undefined;

  /** @param endSample one past its last sample. */
  constructor(endSample: number, clock: SessionClock) {
    this.#endSample = endSample;
    this.#clock = clock;
  }

  async room(): Promise<void> {}

  attach(link: SessionLink): void {
    this.#link = link;
    const endSample = this.#endSample;
    welcome(link, { nextSample: endSample, liveSample: endSample, serverTimeMs: this.#clock.nowMs() });
  }

  detach(): void {}

  /** Whatever comes was taken before. */
  takeBlock(): void {}

  takeMessage(message: ClientMessage): void {
    if (message.type !== 'stop') return;
    this.#link?.send({ type: 'stopped', nextSample: this.#endSample });
    this.#link?.close('stopped');
  }
}
