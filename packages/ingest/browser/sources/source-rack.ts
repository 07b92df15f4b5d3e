import { type ChannelSettings, PLAIN_CHANNEL } from '../mixing/channel-settings.ts';
import type { SoundOrder, SourceReport } from '../worker-message.ts';
import type { RunningSource } from './capture-source.ts';
import { type DeckTrack, FileDeck } from './file-deck.ts';
import { Microphone, type MicrophoneState } from './microphone.ts';
import { SharedSound } from './shared-sound.ts';

interface StripBase {
  readonly id: string;
  /** Counts sources of its kind from 1. */
  readonly number: number;
  readonly channel: ChannelSettings;
}

/** One source, as the page shows it. */
export type Strip =
  | (StripBase & { readonly kind: 'input'; readonly microphone: Microphone })
  | (StripBase & { readonly kind: 'shared'; readonly shared: SharedSound })
  | (StripBase & { readonly kind: 'files'; readonly deck: FileDeck });

/** Where a rack's events go. */
export interface RackEvents {
  /** Something that is shown may have changed. */
  readonly onChange: () => void;
  /** For the capture worker. */
  readonly onOrder: (order: SoundOrder, transfer?: Transferable[]) => void;
}

/** A source that gives nothing for so long is opened again. */
const SILENT_LIMIT_MS = 3_000;

/** The sources of a broadcast, and how each goes into the mix. */
export class SourceRack {
  readonly #events: RackEvents;
  readonly #counts = { input: 0, shared: 0, files: 0 };
  #strips: readonly Strip[] = [];

  constructor(events: RackEvents) {
    this.#events = events;
    this.#addInput();
  }

  get strips(): readonly Strip[] {
    return this.#strips;
  }

  /** The first microphone's. */
  get microphone(): MicrophoneState {
    return this.#firstInput?.microphone.state ?? { name: 'closed' };
  }

  /** Whether there is a microphone, open or not. */
  get hasInput(): boolean {
    return this.#firstInput !== undefined;
  }

  /** Whether there is something to go live with. */
  get hasSound(): boolean {
    return this.microphone.name === 'open' || this.hasOthers;
  }

  /** The file that plays and whose title listeners are told. */
  get announced(): DeckTrack | undefined {
    const files = this.#strips.find((strip) => strip.kind === 'files');
    return files?.deck.isPlaying && files.deck.isAnnounced ? files.deck.current : undefined;
  }

  /** Whether there is something beside the first microphone to go live with, files that do not play yet included. */
  get hasOthers(): boolean {
    return this.hasAudibleOthers || this.#strips.some(({ kind }) => kind === 'files');
  }

  /** Whether something beside the first microphone can be heard; files while they play. */
  get hasAudibleOthers(): boolean {
    return this.#strips.some((strip) => {
      if (strip.kind === 'files') return strip.deck.isPlaying;
      if (strip === this.#firstInput) return false;
      return (strip.kind === 'input' ? strip.microphone : strip.shared).state.name === 'open';
    });
  }

  /** Opens the first microphone, by default the system's; makes one where there is none. */
  async openMicrophone(deviceId?: string): Promise<void> {
    await (this.#firstInput ?? this.#addInput()).microphone.open(deviceId);
  }

  async addInput(deviceId: string | undefined): Promise<void> {
    await this.#addInput().microphone.open(deviceId);
  }

  async addShared(): Promise<void> {
    const id = this.#nextId('shared');
    const shared = new SharedSound({ ...this.#liveEvents(id), onChange: () => this.#events.onChange() });
    this.#add({ id, kind: 'shared', number: this.#counts.shared, shared, channel: PLAIN_CHANNEL });
    await shared.open();
  }

  /** Files go into the deck that is there. */
  addFiles(files: readonly File[]): void {
    if (files.length === 0) return;
    const known = this.#strips.find((strip) => strip.kind === 'files');
    (known?.deck ?? this.#addDeck()).add(files);
  }

  remove(id: string): void {
    const strip = this.#strips.find((other) => other.id === id);
    if (strip === undefined) return;
    this.#strips = this.#strips.filter((other) => other !== strip);
    if (strip.kind === 'input') strip.microphone.close();
    else if (strip.kind === 'shared') strip.shared.close();
    else {
      strip.deck.close();
      this.#events.onOrder({ type: 'close-deck', id });
    }
    this.#tellMix();
  }

  /** Changes how a source goes into the mix. */
  change(id: string, change: Partial<ChannelSettings>): void {
    this.#strips = this.#strips.map((strip) =>
      strip.id === id ? { ...strip, channel: { ...strip.channel, ...change } } : strip,
    );
    this.#tellMix();
  }

  playDeck(id: string, isPlaying: boolean): void {
    this.#changeDeck(id, { type: 'play-deck', id, isPlaying }, (deck) => {
      deck.isPlaying = isPlaying;
    });
  }

  /** Goes on to a deck's next file. */
  skipTrack(id: string): void {
    this.#changeDeck(id, { type: 'skip-track', id });
  }

  /** Lets the broadcaster hear a deck, or not; listeners hear it all the same. */
  hearDeck(id: string, isHeard: boolean): void {
    this.#changeDeck(id, { type: 'hear-deck', id, isHeard }, (deck) => {
      deck.isHeard = isHeard;
    });
  }

  /** Lets listeners read the titles of a deck's files, or not. */
  announceDeck(id: string, isAnnounced: boolean): void {
    this.#changeDeck(id, undefined, (deck) => {
      deck.isAnnounced = isAnnounced;
    });
  }

  /** A device was plugged in or out: what is lost is tried at once. */
  retryNow(): void {
    for (const strip of this.#strips) if (strip.kind === 'input') strip.microphone.retryNow();
  }

  /** Takes what the worker sees of the sources. */
  update(reports: Readonly<Record<string, SourceReport>>): void {
    for (const strip of this.#strips) {
      const report = reports[strip.id];
      if (report === undefined) continue;
      if (strip.kind === 'input' && (report.silentMs ?? 0) > SILENT_LIMIT_MS) strip.microphone.noteSilent();
      if (strip.kind !== 'files' || report.deck === undefined) continue;
      const wasPlaying = strip.deck.isPlaying;
      strip.deck.update(report.deck);
      if (wasPlaying && !strip.deck.isPlaying) this.playDeck(strip.id, false);
    }
  }

  get #firstInput(): Extract<Strip, { kind: 'input' }> | undefined {
    return this.#strips.find((strip) => strip.kind === 'input');
  }

  #addInput(): Extract<Strip, { kind: 'input' }> {
    const id = this.#nextId('input');
    const isFirst = this.#counts.input === 1;
    const microphone = new Microphone(
      { ...this.#liveEvents(id), onChange: () => this.#events.onChange() },
      { fallsBack: isFirst },
    );
    const number = this.#counts.input;
    const strip = { id, kind: 'input', number, microphone, channel: PLAIN_CHANNEL } as const;
    this.#add(strip);
    return strip;
  }

  #addDeck(): FileDeck {
    const id = this.#nextId('files');
    const deck = new FileDeck(() => this.#events.onChange());
    const strip = { id, kind: 'files', number: this.#counts.files, deck, channel: PLAIN_CHANNEL } as const;
    this.#add(strip);
    this.#events.onOrder({ type: 'open-deck', id, port: deck.port }, [deck.port]);
    this.hearDeck(id, true);
    return deck;
  }

  #changeDeck(id: string, order: SoundOrder | undefined, change?: (deck: FileDeck) => void): void {
    const strip = this.#strips.find((other) => other.id === id);
    if (strip?.kind !== 'files') return;
    change?.(strip.deck);
    if (order !== undefined) this.#events.onOrder(order);
    this.#events.onChange();
  }

  #liveEvents(id: string): { onSource: (running: RunningSource) => void; onSourceClosed: () => void } {
    return {
      onSource: ({ source, transfer }) => this.#events.onOrder({ type: 'open-source', id, source }, transfer),
      onSourceClosed: () => this.#events.onOrder({ type: 'close-source', id }),
    };
  }

  #nextId(kind: Strip['kind']): string {
    this.#counts[kind] += 1;
    return `${kind}-${this.#counts[kind]}`;
  }

  #add(strip: Strip): void {
    this.#strips = [...this.#strips, strip];
    this.#tellMix();
  }

  #tellMix(): void {
    const channels = Object.fromEntries(this.#strips.map(({ id, channel }) => [id, channel]));
    this.#events.onOrder({ type: 'set-mix', channels });
    this.#events.onChange();
  }
}
