import type { KeptFile } from '../../src/wire/sender-kept-file.ts';
import { Delivery, type DeliveryOptions } from '../../src/wire/sender-delivery.ts';
import type { Sender } from '../../src/wire/sender.ts';
import { ByteRate } from './byte-rate.ts';
import { steadyNowMs } from './captured-batch.ts';
import { SocketLink } from './socket-link.ts';
import { askWhyUnknown } from './station-check.ts';

/** What a {@link PageDelivery} is told. */
export interface PageDeliveryOptions
  extends Required<Pick<DeliveryOptions, 'session' | 'key' | 'standIns' | 'start' | 'onEnded'>> {
  readonly station: string;
}

const CLIENT = 'capture page';

/** A broadcast's way from the page to the server, over a WebSocket. */
export class PageDelivery {
  readonly #station: string;
  readonly #link: SocketLink;
  readonly #delivery: Delivery;
  readonly #rate = new ByteRate();

  constructor(options: PageDeliveryOptions) {
    this.#station = options.station;
    this.#link = new SocketLink(socketUrlOf(options.station), {
      onOpen: () => this.sender.handleOpen(),
      onText: (text) => this.sender.handleText(text),
      onClose: (closeCode) => this.#handleClose(closeCode),
    });
    this.#delivery = new Delivery({
      ...options,
      client: CLIENT,
      link: this.#link,
      nowMs: steadyNowMs,
      random: Math.random,
    });
  }

  get sender(): Sender {
    return this.#delivery.sender;
  }

  /** Keeps in this file what is not sent. */
  keepIn(file: KeptFile): void {
    this.#delivery.keepIn(file);
  }

  /** Bits of samples that leave per second. Call it with every report. */
  measureUplinkBps(): number {
    return this.#rate.measure(this.#link.sentBytes, steadyNowMs());
  }

  tick(): void {
    this.#delivery.tick();
  }

  /** The page may be left now: writes everything that is not sent. */
  keepAll(): void {
    this.#delivery.keepAll();
  }

  #handleClose(closeCode: number): void {
    this.sender.handleClose(closeCode);
    if (!this.#delivery.wasLive) this.#checkStation().catch(() => undefined);
  }

  /** A browser is not told why a WebSocket did not open; whether the station exists can be asked. */
  async #checkStation(): Promise<void> {
    const message = await askWhyUnknown(this.#station);
    if (message !== undefined) this.sender.refuse({ code: 'unknown-station', message });
  }
}

function socketUrlOf(station: string): string {
  const url = new URL(`/ingest/${station}`, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
