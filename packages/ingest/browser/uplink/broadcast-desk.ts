import { isEnd } from '../../src/wire/sender-delivery.ts';
import { NOTHING_SENT } from '../../src/wire/sender-stats.ts';
import type { BroadcastReport } from '../worker-message.ts';
import { Broadcast } from './broadcast.ts';
import { KeptBroadcasts, type KeptSound } from './kept-broadcasts.ts';
import { BrowserStandIns } from './opus-stand-in.ts';

/** Who broadcasts. */
export interface Credentials {
  readonly session: string;
  readonly key: string;
}

/** Where sound is kept on this device. */
export type KeptShelf = Pick<KeptBroadcasts, 'begin' | 'open' | 'look' | 'discard'>;

/** A station's broadcasts from this page: the one there is, and what earlier ones left unsent on this device. */
export class BroadcastDesk {
  readonly #station: string;
  readonly #shelf: KeptShelf;
  readonly #standIns = new BrowserStandIns();
  readonly #kept = new Map<string, KeptSound>();
  #broadcast: Broadcast | undefined;
  #isSendingKept = false;

  constructor(station: string, shelf: KeptShelf = new KeptBroadcasts(station)) {
    this.#station = station;
    this.#shelf = shelf;
    this.#look();
  }

  /** The newest; it may have ended. */
  get broadcast(): Broadcast | undefined {
    return this.#broadcast;
  }

  /** What the page is told of it. */
  get report(): BroadcastReport {
    const [kept] = this.#kept.values();
    const missing = this.#broadcast?.missing;
    return {
      state: this.#broadcast?.state ?? { name: 'idle' },
      ...(this.#broadcast?.stats ?? NOTHING_SENT),
      uplinkBps: this.#broadcast?.measureUplinkBps() ?? 0,
      isSendingKept: this.#isSendingKept,
      ...(kept !== undefined && { kept }),
      ...(missing !== undefined && { missing }),
    };
  }

  /** Begins a broadcast, which ends the one before. */
  goLive(credentials: Credentials): void {
    this.#broadcast?.abandon();
    const broadcast = new Broadcast(this.#optionsOf(credentials));
    this.#broadcast = broadcast;
    this.#isSendingKept = false;
    // Without a file, as in a private window, a minute is kept in memory.
    this.#shelf.begin(credentials.session).then(
      (file) => broadcast.keepIn(file),
      () => undefined,
    );
  }

  /** Sends what an earlier broadcast left. */
  sendKept(credentials: Credentials): void {
    this.#sendKept(credentials).catch(() => this.#look());
  }

  /** Deletes what an earlier broadcast left. */
  discardKept(session: string): void {
    this.#kept.delete(session);
    this.#shelf.discard(session).catch(() => undefined);
  }

  get #isUnderWay(): boolean {
    return this.#broadcast !== undefined && !isEnd(this.#broadcast.state.name);
  }

  async #sendKept(credentials: Credentials): Promise<void> {
    this.#kept.delete(credentials.session);
    const file = await this.#shelf.open(credentials.session);
    // The file takes its time, in which a broadcast may have begun: that goes first.
    if (file?.contents === undefined || this.#isUnderWay) {
      file?.close();
      return this.#look();
    }
    this.#isSendingKept = true;
    this.#broadcast = Broadcast.sendKept(this.#optionsOf(credentials), file);
  }

  #optionsOf({ session, key }: Credentials): ConstructorParameters<typeof Broadcast>[0] {
    return {
      station: this.#station,
      session,
      key,
      standIns: this.#standIns,
      onEnded: () => this.#look(),
    };
  }

  #look(): void {
    this.#shelf.look((kept) => this.#kept.set(kept.session, kept)).catch(() => undefined);
  }
}
