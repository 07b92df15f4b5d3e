import type { PcmFormat } from '../../src/wire/pcm-format.ts';
import { SampleBacklog } from '../../src/wire/sender-sample-backlog.ts';
import type { SenderState } from '../../src/wire/sender-state.ts';
import { Sender } from '../../src/wire/sender.ts';
import type { StandInEncoder } from '../../src/wire/stand-in.ts';
import { ByteRate } from './byte-rate.ts';
import { steadyNowMs } from './captured-batch.ts';
import type { KeptFile } from './kept-broadcasts.ts';
import { SocketLink } from './socket-link.ts';
import { askWhyUnknown } from './station-check.ts';

/** What a {@link Delivery} is told. */
export interface DeliveryOptions {
  readonly station: string;
  readonly key: string;
  readonly session: string;
  readonly standIns: StandInEncoder;
  /** The format of the first samples, or the file of a broadcast whose rest is to be sent. */
  readonly start: PcmFormat | KeptFile;
  /** Everything is sent, or will not be; what is unsent is in the file, which is closed. */
  readonly onEnded: () => void;
}

const CLIENT = 'capture page';
/** While no more than this waits, the line is healthy, and nothing is written to the device. */
const WRITTEN_FROM_MS = 2_000;
/** What is younger may be lost with a page that ends without a word. */
const WRITE_EVERY_MS = 500;

/** A broadcast's way to the server: the sender, its socket, and the file that keeps what is not sent. */
export class Delivery {
  readonly sender: Sender;
  readonly #options: DeliveryOptions;
  readonly #link: SocketLink;
  readonly #backlog = new SampleBacklog({ writtenFromMs: WRITTEN_FROM_MS });
  readonly #rate = new ByteRate();
  #file: KeptFile | undefined;
  #writtenAtMs = 0;
  #wasLive = false;
  #hasEnded = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#link = new SocketLink(socketUrlOf(options.station), {
      onOpen: () => this.sender.handleOpen(),
      onText: (text) => this.sender.handleText(text),
      onClose: (closeCode) => this.#handleClose(closeCode),
    });
    const { session, key, standIns } = options;
    this.sender = new Sender({
      session,
      key,
      standIns,
      client: CLIENT,
      start: this.#prepareStart(options.start),
      backlog: this.#backlog,
      link: this.#link,
      nowMs: steadyNowMs,
      random: Math.random,
    });
    this.sender.start();
  }

  /** Keeps in this file what is not sent. */
  keepIn(file: KeptFile): void {
    this.#file = file;
    this.#backlog.spillTo(file.log);
    if (this.#hasEnded) this.#closeFile(file);
  }

  /** Bits of samples that leave per second. Call it with every report. */
  measureUplinkBps(): number {
    return this.#rate.measure(this.#link.sentBytes, steadyNowMs());
  }

  tick(): void {
    if (this.#hasEnded) return;
    this.sender.tick();
    const { name } = this.sender.state;
    if (name === 'live') this.#wasLive = true;
    if (isEnd(name)) this.#end();
    else if (steadyNowMs() - this.#writtenAtMs >= WRITE_EVERY_MS) this.#write();
  }

  /** The page may be left now: writes everything that is not sent. */
  keepAll(): void {
    if (!this.#hasEnded) this.#backlog.writeBehind(0);
  }

  #prepareStart(start: PcmFormat | KeptFile): ConstructorParameters<typeof Sender>[0]['start'] {
    if ('encoding' in start) return start;
    const { log, contents } = start;
    if (contents === undefined) throw new Error('A file without sound was to be sent.');
    this.#file = start;
    this.#backlog.spillTo(log, contents.slots);
    return { epochs: contents.epochs, endSample: this.#backlog.endSample };
  }

  #write(): void {
    this.#writtenAtMs = steadyNowMs();
    this.#backlog.writeBehind();
  }

  #end(): void {
    this.#hasEnded = true;
    if (this.#file === undefined) this.#options.onEnded();
    else this.#closeFile(this.#file);
  }

  #closeFile(file: KeptFile): void {
    const wasTurnedAway =
      this.sender.state.name === 'refused' && !this.#wasLive && file.contents === undefined;
    if (this.#backlog.blockMs > 0 && !wasTurnedAway) {
      this.#backlog.writeBehind(0);
      file.close();
      this.#options.onEnded();
    } else file.remove().then(this.#options.onEnded, this.#options.onEnded);
  }

  #handleClose(closeCode: number): void {
    this.sender.handleClose(closeCode);
    if (!this.#wasLive) this.#checkStation().catch(() => undefined);
  }

  /** A browser is not told why a WebSocket did not open; whether the station exists can be asked. */
  async #checkStation(): Promise<void> {
    const message = await askWhyUnknown(this.#options.station);
    if (message !== undefined) this.sender.refuse({ code: 'unknown-station', message });
  }
}

/** Whether nothing is sent any more. */
export function isEnd(name: SenderState['name']): boolean {
  return name === 'stopped' || name === 'refused';
}

function socketUrlOf(station: string): string {
  const url = new URL(`/ingest/${station}`, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
