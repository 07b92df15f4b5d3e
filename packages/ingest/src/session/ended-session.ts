import type { ClientMessage } from '../wire/message.ts';
import type { WireError } from '../wire/wire-error.ts';
import type { SessionClock } from './session-clock.ts';
import { type SessionLink, type SourceSession, welcome } from './source-session.ts';

/** How a session ended: its broadcaster stopped it, or the station took it off air. */
export type SessionEnd =
  | { readonly name: 'stopped'; readonly endSample: number }
  | { readonly name: 'over'; readonly error: WireError };

/** What is left of a session that ended, for a client that lost its connection before it learned of it. */
export class EndedSession implements SourceSession {
  readonly isFull = false;
  readonly #end: SessionEnd;
  readonly #clock: SessionClock;
  #link: SessionLink | undefined;

  constructor(end: SessionEnd, clock: SessionClock) {
    this.#end = end;
    this.#clock = clock;
  }

  async room(): Promise<void> {}

  attach(link: SessionLink): void {
    if (this.#end.name === 'over') throw this.#end.error;
    this.#link = link;
    const { endSample } = this.#end;
    welcome(link, { nextSample: endSample, liveSample: endSample, serverTimeMs: this.#clock.nowMs() });
  }

  detach(): void {}

  /** Whatever comes was taken before. */
  takeBlock(): void {}

  takeMessage(message: ClientMessage): void {
    if (message.type !== 'stop' || this.#end.name !== 'stopped') return;
    this.#link?.send({ type: 'stopped', nextSample: this.#end.endSample });
    this.#link?.close('stopped');
  }
}
