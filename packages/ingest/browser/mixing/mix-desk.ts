import { DeckFeed } from '../deck/deck-feed.ts';
import { CaptureIntake, type CaptureSink } from '../uplink/capture-intake.ts';
import { type CapturedBatch, steadyNowMs } from '../uplink/captured-batch.ts';
import type { CaptureSource, SoundOrder, SoundReport, SourceReport } from '../worker-message.ts';
import { CheckRecorder, type CheckRecording } from './check-recorder.ts';
import { MixMeter } from './mix-meter.ts';
import { Mixer } from './mixer.ts';

/** Where the sound goes. */
export interface MixDeskEvents extends CaptureSink {
  /** What a deck plays that the broadcaster wants to hear. */
  readonly onDeckSound: (sound: CheckRecording) => void;
  /** A private check is recorded. */
  readonly onChecked: (recording: CheckRecording) => void;
}

/** Every source of a capture page, and the one sound that is made of them. */
export class MixDesk {
  readonly #events: MixDeskEvents;
  readonly #mixer: Mixer;
  readonly #meter = new MixMeter();
  readonly #check = new CheckRecorder();
  readonly #intakes = new Map<string, CaptureIntake>();
  readonly #decks = new Map<string, DeckFeed>();
  readonly #heard = new Set<string>();
  #sampleRateHz: number | undefined;

  constructor(events: MixDeskEvents) {
    this.#events = events;
    const sink: CaptureSink = {
      capture: (batch, capturedAtMs) => this.#passOn(batch, capturedAtMs),
      skip: (durationMs, sampleRateHz) => events.skip(durationMs, sampleRateHz),
      noteSourceLost: (atMs, sampleRateHz) => events.noteSourceLost(atMs, sampleRateHz),
    };
    this.#mixer = new Mixer(sink, (id, planes, sampleRateHz) => {
      if (this.#heard.has(id))
        events.onDeckSound({ planes: planes.map((plane) => plane.slice()), sampleRateHz });
    });
  }

  /** Does what the page wants. */
  obey(order: SoundOrder): void {
    switch (order.type) {
      case 'open-source':
        return this.#openSource(order.id, order.source);
      case 'close-source':
        return this.#closeSource(order.id);
      case 'set-mix':
        return this.#mixer.channels.set(order.channels);
      case 'open-deck':
        return this.#openDeck(order.id, order.port);
      case 'close-deck':
        return this.#closeDeck(order.id);
      case 'play-deck':
        return this.#decks.get(order.id)?.play(order.isPlaying);
      case 'skip-track':
        return this.#decks.get(order.id)?.skipTrack();
      case 'hear-deck':
        return this.#hearDeck(order.id, order.isHeard);
      case 'record-check':
        return this.#check.start();
    }
  }

  /** A broadcast begins: nobody else is to hear what was recorded for a check, and loudness is counted anew. */
  beginBroadcast(): void {
    this.#check.cancel();
    this.#meter.reset();
  }

  /** Call it some 25 times a second. */
  tick(): void {
    for (const deck of this.#decks.values()) deck.tick();
    this.#mixer.tick(steadyNowMs());
  }

  /** What is seen of the sound since the last call. */
  takeReport(): SoundReport {
    const { leftMs } = this.#check;
    const rate = this.#sampleRateHz;
    return {
      mix: this.#meter.takeReport(),
      ...(rate !== undefined && { sampleRateHz: rate }),
      sources: Object.fromEntries(this.#takeSourceReports()),
      ...(leftMs !== undefined && { checkLeftMs: leftMs }),
    };
  }

  #openSource(id: string, source: CaptureSource): void {
    this.#closeSource(id);
    const intake = new CaptureIntake({
      push: (batch, capturedAtMs) => this.#mixer.push(id, batch, capturedAtMs),
      skip: (durationMs, nowMs) => this.#mixer.skip(id, durationMs, nowMs),
      close: (nowMs) => this.#mixer.close(id, nowMs),
    });
    this.#intakes.set(id, intake);
    intake.open(source);
    this.#mixer.openLive(id);
  }

  #closeSource(id: string): void {
    this.#intakes.get(id)?.close();
    this.#intakes.delete(id);
  }

  #openDeck(id: string, port: MessagePort): void {
    const deck = new DeckFeed(port);
    this.#decks.set(id, deck);
    this.#mixer.openDeck(id, deck.player);
  }

  #closeDeck(id: string): void {
    this.#decks.get(id)?.close();
    this.#decks.delete(id);
    this.#heard.delete(id);
    this.#mixer.close(id, steadyNowMs());
  }

  #hearDeck(id: string, isHeard: boolean): void {
    if (isHeard) this.#heard.add(id);
    else this.#heard.delete(id);
  }

  *#takeSourceReports(): Iterable<[string, SourceReport]> {
    for (const [id, { silentMs, sampleRateHz }] of this.#intakes) {
      const peaks = this.#mixer.channels.of(id).takePeaks();
      yield [
        id,
        {
          peaks,
          ...(silentMs !== undefined && { silentMs }),
          ...(sampleRateHz !== undefined && { sampleRateHz }),
        },
      ];
    }
    for (const [id, { report }] of this.#decks)
      yield [id, { peaks: this.#mixer.channels.of(id).takePeaks(), deck: report }];
  }

  #passOn(batch: CapturedBatch, capturedAtMs: number): void {
    this.#sampleRateHz = batch.sampleRateHz;
    this.#meter.take(batch.planes, batch.sampleRateHz);
    const recording = this.#check.take(batch.planes, batch.sampleRateHz);
    this.#events.capture(batch, capturedAtMs);
    if (recording !== undefined) this.#events.onChecked(recording);
  }
}
