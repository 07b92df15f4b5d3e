import { isDeepStrictEqual } from 'node:util';
import { Broadcast } from './broadcast.ts';
import type { BroadcastOrigin, BroadcastSettings } from './broadcast-options.ts';
import { type CarriedBroadcast, CarryOver, endOf } from './carry-over.ts';
import type { Feed, FeedOptions } from './feed.ts';
import type { HandOver } from './hand-over.ts';
import type { OnAirState } from './on-air-state.ts';
import type { Manifest, Publication, PublicationSource } from './publication.ts';
import { PublicationHub } from './publication-hub.ts';
import { SegmenterError } from './segmenter-error.ts';
import type { SourceState } from './source-state.ts';
import { firstPositionOf, settingsOf, type StationOptions, type StationTraits } from './station-options.ts';
import { StationSeat } from './station-seat.ts';
import { discontinuitySequenceAfter } from './window/window.ts';

const MS_PER_SECOND = 1_000;
/** How often it is looked whether a broadcast that was carried over has waited long enough. */
const GRACE_STEP_MS = 50;

/** A station: takes one feed at a time and publishes what listeners get. */
export class Station implements PublicationSource {
  readonly name: string;
  /** Of the present broadcast. */
  #settings: BroadcastSettings;
  /** Of the next one. */
  #nextSettings: BroadcastSettings;
  readonly #options: StationOptions;
  readonly #hub: PublicationHub;
  readonly #previous: Publication | undefined;
  /** A broadcast of a former process that waits for its sound. */
  #carryOver: CarryOver | undefined;
  /** How much later samples lie than in the former process; known once its broadcast goes on. */
  #carried: (CarriedBroadcast & { readonly shiftSamples: number }) | undefined;
  #lastManifest: Manifest | undefined;
  #broadcast: Broadcast | undefined;
  readonly #seat = new StationSeat({
    settings: () => this.#settings,
    onEnded: () => this.#endBroadcast(),
  });
  #graceTimer: NodeJS.Timeout | undefined;
  /** Why it takes no feed any more. */
  #retired: SegmenterError | undefined;
  /** Resolves when the broadcast before has published its end. */
  #drained: Promise<unknown> = Promise.resolve();
  /** Absolute number of the first sample that was never on air. */
  #position: number;

  constructor(options: StationOptions) {
    this.name = options.name;
    this.#options = options;
    this.#settings = settingsOf(options);
    this.#nextSettings = this.#settings;
    this.#hub = new PublicationHub(this.#settings);
    this.#previous = options.previous;
    this.#lastManifest = options.previous?.manifest;
    this.#carryOver = CarryOver.from(options.previous, {
      ...this.#settings,
      handOver: options.handOver,
      nowMs: options.now(),
    });
    this.#position = firstPositionOf(options, this.#settings.grid);
  }

  /** Whether a broadcast is going on, its source present or not. */
  get isOnAir(): boolean {
    return this.#broadcast !== undefined || this.#carryOver !== undefined;
  }

  /**
   * The broadcast of a former process that this one goes on with, as long as it is on air. What was acknowledged but
   * not published follows from `nextSample` on (an absolute number, as `Feed.position` had it then). For a join
   * without a trace, a feed is opened with `resume` within 1.5 s, and begins a part earlier.
   */
  get carriedOver(): CarriedBroadcast | undefined {
    return this.#carryOver ?? this.#carried;
  }

  /** The present source; undefined where none was there since the station went on air. */
  get source(): SourceState | undefined {
    return this.#seat.feed?.source;
  }

  /** What is known of what goes on air; undefined while nothing does. */
  get onAir(): OnAirState | undefined {
    return this.#broadcast?.state;
  }

  /** Why a source that came now would be refused; undefined where it would not. */
  get refusal(): string | undefined {
    return this.#seat.refusal;
  }

  /** The process id of the station's ffmpeg while it is on air. */
  get encoderPid(): number | undefined {
    return this.#broadcast?.encoderPid;
  }

  subscribe(listener: (publication: Publication) => void): () => void {
    return this.#hub.subscribe(listener);
  }

  /** Whether the broadcast that goes on began with other settings than the next one will. */
  get isChangePending(): boolean {
    return this.#settings !== this.#nextSettings;
  }

  /** Changes settings: from the next broadcast on, because a broadcast keeps its playlists' grid for life. */
  configure(changed: StationTraits): void {
    const next = settingsOf({ ...this.#options, ...changed });
    this.#nextSettings = isDeepStrictEqual(next, this.#settings) ? this.#settings : next;
    if (!this.isOnAir) this.#settings = this.#nextSettings;
  }

  /**
   * Publishes what a former process left: the broadcast goes on, or is ended where that one could not. Call once,
   * after subscribing.
   */
  restore(): void {
    if (this.#carryOver) {
      this.#publish(this.#carryOver.publication);
      if (this.#carryOver.handOver) this.#takeUp(this.#carryOver, {});
      else this.#awaitSound(this.#carryOver);
    } else if (this.#previous) {
      this.#publish(endOf(this.#previous));
    }
  }

  /**
   * Puts a source on air. A feed whose source was lost is replaced and the broadcast goes on. While another source is
   * there, it stands by where the station allows that.
   *
   * @throws SegmenterError `station-busy`, see {@link refusal}; what it was retired with.
   */
  openFeed(options: FeedOptions): Feed {
    const { refusal } = this;
    if (this.#retired) throw this.#retired;
    if (refusal !== undefined) throw new SegmenterError('station-busy', refusal);
    const standBy = this.#seat.standBy(options);
    if (standBy) return standBy;
    if (this.#carryOver) this.#takeUp(this.#carryOver, options);
    this.#broadcast ??= this.#begin({ startSample: this.#position });
    const position = this.#carried && options.resume && options.resume.position + this.#carried.shiftSamples;
    return this.#seat.put(this.#broadcast, options, { position });
  }

  /** Ends the broadcast, if there is one, and resolves when its last part is published. */
  async end(): Promise<void> {
    const message = `The broadcast of station "${this.name}" was ended by the server.`;
    this.#seat.clear(new SegmenterError('station-ended', message));
    this.#endBroadcast();
    await this.#drained;
  }

  /** Ends the broadcast, as {@link end} does, and takes no feed any more; who brings one gets the reason. */
  async retire(reason: SegmenterError): Promise<void> {
    this.#retired = reason;
    await this.end();
  }

  /**
   * Leaves the broadcast to another process and takes no feed any more: its playlists do not end. Resolves when its last
   * whole part is published, with what the other needs to go on without a trace; undefined where nothing is on air.
   */
  async handOver(): Promise<HandOver | undefined> {
    const message = `The broadcast of station "${this.name}" goes on at another machine.`;
    this.#retired = new SegmenterError('station-elsewhere', message);
    clearTimeout(this.#graceTimer);
    if (this.#carryOver) return this.#carryOver.handOver;
    const broadcast = this.#broadcast;
    this.#broadcast = undefined;
    const mark = this.#seat.feed?.mark;
    this.#seat.clear(this.#retired);
    return broadcast && { ...(await broadcast.handOver()), mark };
  }

  #begin(origin: BroadcastOrigin): Broadcast {
    return new Broadcast(this.#settings, {
      ...origin,
      discontinuitySequence: () => discontinuitySequenceAfter(this.#lastManifest),
      after: this.#drained,
      publish: (publication) => this.#publish(publication),
      onPlaced: (placement) => this.#seat.feed?.place(placement),
      onAbandoned: () => this.#abandon(),
      onFailed: (error) => this.#fail(error),
    });
  }

  /** The former broadcast waits for its sound; then it goes on with silence. */
  #awaitSound(carryOver: CarryOver): void {
    this.#graceTimer = setTimeout(() => {
      if (this.#settings.now() < carryOver.graceUntilMs) this.#awaitSound(carryOver);
      else this.#takeUp(carryOver, {});
    }, GRACE_STEP_MS);
  }

  #takeUp(carryOver: CarryOver, { resume }: Pick<FeedOptions, 'resume'>): void {
    clearTimeout(this.#graceTimer);
    this.#carryOver = undefined;
    const isWhole = carryOver.canJoinAt(resume?.position);
    const { origin, publication, shiftSamples } = isWhole
      ? { origin: carryOver.join(), publication: undefined, shiftSamples: 0 }
      : carryOver.breakOff();
    if (publication) this.#publish(publication);
    const { nextSample, songs, mark, handOver } = carryOver;
    this.#carried = { nextSample, songs, mark, shiftSamples };
    this.#broadcast = this.#begin(origin);
    if (isWhole && handOver) {
      this.#broadcast.beginFeed({ isClocked: true, position: handOver.startSample });
      this.#broadcast.push({ sample: 0, pcm: handOver.pcm });
    }
    const fields = { station: this.name, sample: origin.startSample, isWhole };
    this.#settings.logger.info(fields, 'the broadcast of the former process goes on');
  }

  #endBroadcast(): void {
    this.#seat.clear(new SegmenterError('station-ended', 'The broadcast has ended.'));
    clearTimeout(this.#graceTimer);
    if (this.#carryOver && this.#previous) this.#publish(endOf(this.#previous));
    this.#carryOver = undefined;
    this.#carried = undefined;
    const broadcast = this.#broadcast;
    if (!broadcast) return void (this.#settings = this.#nextSettings);
    this.#broadcast = undefined;
    this.#drained = broadcast.end();
    const { segmentSamples } = this.#settings.grid;
    this.#position = Math.ceil(broadcast.timeline.position / segmentSamples) * segmentSamples;
    this.#settings.logger.info({ station: this.name }, 'the broadcast has ended');
    this.#settings = this.#nextSettings;
  }

  #abandon(): void {
    const seconds = this.#settings.offAirAfterMs / MS_PER_SECOND;
    const message = `No sound came to station "${this.name}" for ${seconds} s, so its broadcast was ended.`;
    if (this.#seat.takeOver()) return;
    this.#settings.logger.warn({ station: this.name }, message);
    this.#seat.clear(new SegmenterError('station-ended', message));
    this.#endBroadcast();
  }

  #fail(error: SegmenterError): void {
    this.#settings.logger.error({ station: this.name, error: error.message }, 'the broadcast cannot go on');
    this.#seat.clear(error);
    this.#endBroadcast();
  }

  #publish(publication: Publication): void {
    this.#lastManifest = publication.manifest;
    this.#hub.publish(publication);
  }
}
