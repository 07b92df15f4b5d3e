import type { PcmFormat } from './pcm-format.ts';
import type { KeptFile } from './sender-kept-file.ts';
import type { SenderOptions } from './sender-options.ts';
import { SampleBacklog } from './sender-sample-backlog.ts';
import type { SenderState } from './sender-state.ts';
import { Sender } from './sender.ts';

/** What a {@link Delivery} is told. */
export interface DeliveryOptions extends Omit<SenderOptions, 'start' | 'backlog' | 'isForJournalOnly'> {
  /** The format of the first samples, or the file of a broadcast whose rest is to be sent. */
  readonly start: PcmFormat | KeptFile;
  /** Everything is sent, or will not be; what is unsent is in the file, which is closed. */
  readonly onEnded: () => void;
}

/** While no more than this waits, the line is healthy, and nothing is written to the device. */
const WRITTEN_FROM_MS = 2_000;
/** What is younger may be lost with a sender that ends without a word. */
const WRITE_EVERY_MS = 500;
/** A sender that the server turns away at once has captured no more than this by then; it is no broadcast. */
const TURNED_AWAY_WITHIN_MS = 10_000;

/** A broadcast's way to the server: the sender, and the file that keeps what is not sent. */
export class Delivery {
  readonly sender: Sender;
  readonly #options: DeliveryOptions;
  readonly #backlog = new SampleBacklog({ writtenFromMs: WRITTEN_FROM_MS });
  #file: KeptFile | undefined;
  #writtenAtMs = 0;
  #hasEnded = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    const { start } = options;
    const isRest = !('encoding' in start);
    this.sender = new Sender({
      ...options,
      start: isRest ? this.#takeUp(start) : start,
      backlog: this.#backlog,
      ...(isRest && { isForJournalOnly: true }),
    });
    this.sender.start();
    if (isRest) this.sender.stop();
  }

  /** Whether the server ever took it. */
  get wasLive(): boolean {
    return this.sender.wasWelcomed;
  }

  /** Duration of the sound that is to get to the server, and has not. */
  get unsentMs(): number {
    return this.#wasTurnedAwayAtOnce ? 0 : this.#backlog.blockMs;
  }

  /** Keeps in this file what is not sent. */
  keepIn(file: KeptFile): void {
    this.#file = file;
    this.#backlog.spillTo(file.log);
    if (this.#hasEnded) this.#closeFile(file);
  }

  /** Does what is due; call it some twenty times a second. */
  tick(): void {
    if (this.#hasEnded) return;
    this.sender.tick();
    const { name } = this.sender.state;
    if (isEnd(name)) this.#end();
    else if (this.#options.nowMs() - this.#writtenAtMs >= WRITE_EVERY_MS) this.#write();
  }

  /** The sender may end without a word now: writes everything that is not sent. */
  keepAll(): void {
    if (!this.#hasEnded) this.#backlog.writeBehind(0);
  }

  get #wasTurnedAwayAtOnce(): boolean {
    const isNew = !this.wasLive && this.#file?.contents === undefined;
    const isShort = this.#backlog.blockMs <= TURNED_AWAY_WITHIN_MS;
    return this.sender.state.name === 'refused' && isNew && isShort;
  }

  #takeUp(file: KeptFile): Exclude<SenderOptions['start'], PcmFormat> {
    const { log, contents } = file;
    if (contents === undefined) throw new Error('A file without sound was to be sent.');
    this.#file = file;
    this.#backlog.spillTo(log, contents.slots);
    return { epochs: contents.epochs, endSample: this.#backlog.endSample };
  }

  #write(): void {
    this.#writtenAtMs = this.#options.nowMs();
    this.#backlog.writeBehind();
  }

  #end(): void {
    this.#hasEnded = true;
    if (this.#file === undefined) this.#options.onEnded();
    else this.#closeFile(this.#file);
  }

  #closeFile(file: KeptFile): void {
    if (this.unsentMs > 0) {
      this.#backlog.writeBehind(0);
      file.close();
      this.#options.onEnded();
    } else file.remove().then(this.#options.onEnded, this.#options.onEnded);
  }
}

/** Whether nothing is sent any more. */
export function isEnd(name: SenderState['name']): boolean {
  return name === 'stopped' || name === 'refused';
}
