import type { BrowserTab } from './browser-tab.ts';
import { markedPcm } from './marked-sound.ts';
import { NullSink } from './null-sink.ts';
import { requireProgram } from './required-program.ts';
import { ServerProcess } from './server-process.ts';
import { WebSocketSource } from './websocket-source.ts';

/** Opens a browser that plays into a sound card. */
export type TabOpener = (card: NullSink) => Promise<BrowserTab>;

/** A server, a sound card, and a browser other than Chromium with the listener page; nobody is on air yet. */
export class TabStage {
  readonly card: NullSink;
  readonly tab: BrowserTab;
  readonly #server: ServerProcess;
  #source: WebSocketSource | undefined;

  /** Call in `describe`: it asks for programs. What it gives opens a stage, in a hook. */
  static prepare(openTab: TabOpener): () => Promise<TabStage> {
    const [ffmpeg, pulseaudio] = [requireProgram('ffmpeg'), requireProgram('pulseaudio')];
    return async () => {
      const server = await ServerProcess.start();
      let card: NullSink | undefined;
      let tab: BrowserTab | undefined;
      try {
        card = await NullSink.open({ ffmpeg: ffmpeg.path, pulseaudio: pulseaudio.path });
        tab = await openTab(card);
        await tab.open(server.url('/listen/main'));
        return new TabStage(server, card, tab);
      } catch (error) {
        await Promise.all([tab?.close(), card?.close(), server.close()]);
        throw error;
      }
    };
  }

  private constructor(server: ServerProcess, card: NullSink, tab: BrowserTab) {
    this.#server = server;
    this.card = card;
    this.tab = tab;
  }

  /** Puts marked sound on air. */
  async goOnAir(): Promise<void> {
    this.#source = await WebSocketSource.start({ server: this.#server, sound: markedPcm });
  }

  /** The broadcaster stops. */
  async goOffAir(): Promise<void> {
    await this.#source?.stop();
  }

  /** Ends everything. */
  async close(): Promise<void> {
    this.#source?.drop();
    await this.tab.close();
    await this.card.close();
    await this.#server.close();
  }
}
