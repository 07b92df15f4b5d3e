import type { Feed, FeedOptions, Logger } from '@ringcast/segmenter';
import { endedErrorOf } from '../station-gate.ts';
import type { Hello } from '../wire/message.ts';
import { Airing } from './airing.ts';
import { replayInto } from './replay.ts';
import type { Epoch } from './sample-ledger.ts';
import type { SessionStore } from './session-store.ts';

/** A sample of a session, which counts at a rate of its own. */
export interface SessionSample {
  readonly sample: number;
  readonly sampleRateHz: number;
}

/** What the live side of a session needs. */
export interface LiveSideOptions {
  readonly station: string;
  /** Names it, at every machine alike. */
  readonly session: string;
  readonly store: SessionStore;
  /** Puts the session on air. @throws WireError `station-busy` */
  readonly openFeed: (options: FeedOptions) => Feed;
  /** Where a sample lies on the station's timeline, if another machine handed the session over with its broadcast. */
  readonly placeOf?: (sample: SessionSample) => number | undefined;
  readonly ffmpegPath: string;
  readonly logger: Logger;
  /** The epoch of the PCM that came last. */
  readonly activeEpoch: () => Epoch;
  /** Called whenever the feed took samples. */
  readonly onTaken: () => void;
  /** Called when an airing is over. */
  readonly onEnded: () => void;
  /** Called when the station has closed the feed before the session's end. */
  readonly onOffAir: () => void;
  /** Called when it begins to stand by while another source is on air, and when it takes over. */
  readonly onStanding: () => void;
  /** Called when the sound could not be decoded; the samples from `takenSample` on are wanted again. */
  readonly onFailed: (error: unknown, takenSample: number) => void;
}

/** What a session may be behind when it goes on air; older samples go to the journal only. */
const MAX_OLD_SECONDS = 2;

/** Whether and from where a session is on air: an airing, and after one that the station closed another. */
export class LiveSide {
  readonly #options: LiveSideOptions;
  #airing: Airing | undefined;
  /** Where the next airing begins; undefined while nothing more is to go on air. */
  #fromSample: number | undefined;
  #hasCeased = false;

  constructor(options: LiveSideOptions) {
    this.#options = options;
  }

  get isOnAir(): boolean {
    return this.#airing !== undefined;
  }

  /** Whether another source is on air that it waits for. */
  get isStandingBy(): boolean {
    return this.#airing?.feed.isStandingBy === true;
  }

  /** Every sample before this one is with the station; undefined while it is not on air. */
  get takenSample(): number | undefined {
    return this.#airing?.takenSample;
  }

  /** Whether so much is waiting that the client should send no more; see {@link room}. */
  get isFull(): boolean {
    return this.#airing?.isFull ?? false;
  }

  /** Resolves when it takes more. */
  async room(): Promise<void> {
    await this.#airing?.room();
  }

  /** Goes on air. @throws WireError `station-busy` */
  begin(fromSample: number, position = this.#placeOf(fromSample)): Airing {
    this.#hasCeased = false;
    const airing = this.#open(fromSample, position);
    this.#airing = airing;
    if (airing.feed.isStandingBy) this.#watchStanding(airing.feed);
    return airing;
  }

  /** Goes on air at a position of the station's timeline, with what is kept from a sample on. */
  async replay(fromSample: number, position: number): Promise<void> {
    const { store } = this.#options;
    await replayInto(this.begin(fromSample, position), store.read(fromSample));
  }

  /**
   * The client is there: goes on, or goes on air near the newest sample.
   *
   * @param nextSample the first that is wanted.
   * @throws WireError `station-busy`
   */
  attach({ isForJournalOnly, endSample, format }: Hello, nextSample: number): void {
    if (isForJournalOnly === true) return this.cease();
    const oldest = (endSample ?? nextSample) - MAX_OLD_SECONDS * format.sampleRateHz;
    if (this.#airing) this.goOn();
    else this.begin(Math.max(nextSample, oldest));
  }

  /** The client is there: goes on with what is on air, also after a failure. */
  goOn(): void {
    this.#airing?.restart(this.#options.activeEpoch());
    this.#airing?.feed.attach();
  }

  /** The client is lost. */
  detach(): void {
    if (!this.#airing?.isEnding) this.#airing?.feed.detach();
  }

  /** Goes on air no more. */
  cease(): void {
    this.#hasCeased = true;
    this.#fromSample = undefined;
  }

  /** The airing for samples up to `endSample`: a feed that the station closed is followed by another. */
  airingFor(endSample: number): Airing | undefined {
    if (!this.#airing && this.#fromSample !== undefined && endSample > this.#fromSample) {
      this.begin(this.#fromSample);
    }
    return this.#airing;
  }

  /** Says when a sample was captured. */
  noteCapture(sample: number, atMs: number): void {
    this.#airing?.noteCapture(sample, atMs);
  }

  /** Nothing comes after a sample: the airing ends once it has everything. */
  endAt(endSample: number): void {
    this.cease();
    const airing = this.#airing;
    if (airing && !airing.isEnding && airing.receivedSample >= endSample) airing.end();
  }

  /** Lets what was received go on air, and takes nothing more. */
  async drain(): Promise<void> {
    await this.#airing?.drain();
  }

  #placeOf(sample: number): number | undefined {
    const { placeOf, activeEpoch } = this.#options;
    return placeOf?.({ sample, ...activeEpoch().format });
  }

  #open(startSample: number, position: number | undefined): Airing {
    const { openFeed, session, ffmpegPath, store, onTaken, activeEpoch } = this.#options;
    const resume = position === undefined ? {} : { resume: { position } };
    const nextOfSource = () => ({ source: session, sample: this.takenSample ?? startSample });
    const feed = openFeed({ kind: 'websocket', isClocked: true, nextOfSource, ...resume });
    feed.closed.addEventListener('abort', () => this.#onFeedClosed(feed), { once: true });
    return new Airing({
      feed,
      ffmpegPath,
      epoch: activeEpoch(),
      startSample,
      onPlaced: (placement) => store.append({ type: 'placement', ...placement }),
      onTaken,
      onEnded: () => this.#onEnded(),
      onFailed: (error) => this.#onFailed(feed, error),
    });
  }

  #watchStanding(feed: Feed): void {
    const { onStanding } = this.#options;
    onStanding();
    const stop = feed.onPlaced(() => {
      stop();
      onStanding();
    });
  }

  #onEnded(): void {
    this.#airing = undefined;
    this.#options.onEnded();
  }

  /** A feed that ends because the broadcaster stopped is closed too, before it has ended. */
  #onFeedClosed(feed: Feed): void {
    const airing = this.#airing;
    if (airing?.feed !== feed || airing.isEnding) return;
    if (!this.#hasCeased) this.#fromSample = airing.receivedSample;
    this.#airing = undefined;
    airing.close();
    const { station, logger } = this.#options;
    logger.info({ station, reason: endedErrorOf(feed).message }, 'a session is no longer on air');
    this.#options.onOffAir();
  }

  #onFailed(feed: Feed, error: unknown): void {
    const airing = this.#airing;
    if (airing?.feed !== feed) return;
    if (feed.closed.aborted) return this.#onEnded();
    feed.detach();
    this.#options.onFailed(error, airing.takenSample);
  }
}
