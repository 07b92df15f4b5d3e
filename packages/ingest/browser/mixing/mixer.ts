import type { CapturedBatch } from '../uplink/captured-batch.ts';
import type { CaptureSink } from '../uplink/capture-intake.ts';
import type { DeckPlayer } from './deck-player.ts';
import { FadeOuts } from './fade-outs.ts';
import { LiveFollower } from './live-follower.ts';
import { MixChannels, type SourceSound } from './mix-channels.ts';
import { type MixSpan, MOST_SILENCE_MS, silentPlanes } from './mix-span.ts';
import { Pacemaker } from './pacemaker.ts';
import { sumOf } from './sum.ts';

/** A mix does not wait longer for a source that has fallen silent. */
const WAIT_MS = 100;
/** A lead without sound for so long leads no more, where there is anything else. */
const STALLED_AFTER_MS = 1_000;
const PLAIN_RATE_HZ = 48_000;
const MAX_CHANNELS = 2;

interface Waiting {
  readonly batch: CapturedBatch;
  readonly capturedAtMs: number;
}

type DeckListener = (id: string, planes: readonly Float32Array[], sampleRateHz: number) => void;

/** Where the mix has got to. */
interface MixEnd {
  readonly atMs: number;
  readonly sampleRateHz: number;
}

/**
 * Makes one sound of several sources. One of them, the lead, paces the mix: its samples go in one by one, as they
 * came, and alone and unaltered they come out bit for bit. The others are put in at the time they were captured. When
 * the lead is lost the next live source takes over where it ended; without any, the computer's clock paces what plays.
 */
export class Mixer {
  readonly #sink: CaptureSink;
  readonly #onDeckSound: DeckListener;
  /** How each source goes into the mix. */
  readonly channels = new MixChannels();
  /** Live sources beside the lead, in the order in which they were opened. */
  readonly #followers = new Map<string, LiveFollower | undefined>();
  readonly #decks = new Map<string, DeckPlayer>();
  readonly #fadeOuts = new FadeOuts();
  #leadId: string | undefined;
  #leadHeardAtMs = 0;
  #waiting: Waiting[] = [];
  #pacemaker: Pacemaker | undefined;
  #end: MixEnd | undefined;

  /** @param onDeckSound told what a deck plays, as it is before its gain */
  constructor(sink: CaptureSink, onDeckSound: DeckListener = () => undefined) {
    this.#sink = sink;
    this.#onDeckSound = onDeckSound;
  }

  /** A live source is there, or there again. */
  openLive(id: string): void {
    this.channels.of(id);
    this.#followers.set(id, undefined);
  }

  openDeck(id: string, deck: DeckPlayer): void {
    this.channels.of(id);
    this.#decks.set(id, deck);
  }

  /** Takes sound of a live source. */
  push(id: string, batch: CapturedBatch, capturedAtMs: number): void {
    this.channels.of(id).listen(batch.planes);
    if (this.#leadId === undefined) this.#lead(id, capturedAtMs, batch.arrivedAtMs);
    if (this.#leadId === id) this.#waitWith({ batch, capturedAtMs });
    else this.#followerOf(id, batch).push(batch, capturedAtMs);
    this.#mixOn(batch.arrivedAtMs);
  }

  /** A live source has dropped sound. */
  skip(id: string, durationMs: number, nowMs: number): void {
    if (id !== this.#leadId) return this.#followers.get(id)?.skip(durationMs);
    this.#mixOn(nowMs, { waits: false });
    const sampleRateHz = this.#end?.sampleRateHz ?? PLAIN_RATE_HZ;
    const isAlone = this.#followers.size + this.#decks.size === 0;
    const isLong = durationMs > MOST_SILENCE_MS;
    if (isAlone || isLong || this.#end === undefined) this.#sink.skip(durationMs, sampleRateHz);
    else this.#mixSilence(this.#end.atMs, durationMs, sampleRateHz);
  }

  /** A live source or a deck is gone. */
  close(id: string, nowMs: number): void {
    this.#decks.delete(id);
    this.#followers.delete(id);
    if (id === this.#leadId) this.#loseLead(nowMs);
    this.#mixOn(nowMs);
    if (this.#leadId === undefined && this.#decks.size === 0) this.#endPacing();
  }

  /** Call it some 25 times a second. */
  tick(nowMs: number): void {
    this.#mixOn(nowMs);
    this.#demoteStalledLead(nowMs);
    if (this.#leadId !== undefined || this.#decks.size === 0) return;
    const startMs = Pacemaker.startMsAt(nowMs);
    this.#noteAbsence(startMs);
    this.#pacemaker ??= new Pacemaker({
      startMs: this.#end?.atMs ?? startMs,
      sampleRateHz: this.#end?.sampleRateHz ?? PLAIN_RATE_HZ,
    });
    const batch = this.#pacemaker.take(nowMs);
    if (batch !== undefined) this.#mix({ batch, capturedAtMs: batch.capturedAtMs });
  }

  /** A source that comes with another form than before begins anew. */
  #followerOf(id: string, { planes, sampleRateHz }: CapturedBatch): LiveFollower {
    const known = this.#followers.get(id);
    if (known?.channels === planes.length && known.sampleRateHz === sampleRateHz) return known;
    const follower = new LiveFollower({ channels: planes.length, sampleRateHz });
    this.#followers.set(id, follower);
    return follower;
  }

  #lead(id: string, capturedAtMs: number, nowMs: number): void {
    this.#noteAbsence(capturedAtMs);
    const rest = this.#pacemaker?.takeUntil(capturedAtMs, nowMs);
    if (rest !== undefined) this.#mix({ batch: rest, capturedAtMs: rest.capturedAtMs });
    this.#endPacing();
    this.#leadId = id;
    this.#followers.delete(id);
  }

  /** Leaves a gap where a machine slept or a page was frozen; files go on after it. */
  #noteAbsence(untilMs: number): void {
    const fromMs = this.#pacemaker?.endMs ?? this.#end?.atMs ?? untilMs;
    if (untilMs - fromMs <= MOST_SILENCE_MS) return;
    this.#endPacing();
    this.#end = undefined;
  }

  #endPacing(): void {
    if (this.#pacemaker === undefined) return;
    this.#pacemaker = undefined;
    this.#noteLost();
  }

  #loseLead(nowMs: number): void {
    this.#mixOn(nowMs, { waits: false });
    this.#leadId = undefined;
    this.#noteLost();
    for (const [id, follower] of this.#followers) {
      if (follower === undefined || follower.isDormantAt(nowMs)) continue;
      this.#followers.delete(id);
      this.#leadId = id;
      const rest = follower.takeRest(nowMs);
      this.#leadHeardAtMs = nowMs;
      if (rest !== undefined) this.#waitWith({ batch: rest, capturedAtMs: rest.capturedAtMs });
      return;
    }
  }

  /** So that the others go on; it may come back as one of them. */
  #demoteStalledLead(nowMs: number): void {
    const id = this.#leadId;
    if (id === undefined || nowMs - this.#leadHeardAtMs < STALLED_AFTER_MS) return;
    const hasOthers = this.#decks.size > 0 || this.#liveFollowers.some((other) => !other.isDormantAt(nowMs));
    if (!hasOthers) return;
    this.#loseLead(nowMs);
    this.#followers.set(id, undefined);
    this.#mixOn(nowMs);
  }

  #waitWith(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#leadHeardAtMs = waiting.batch.arrivedAtMs;
  }

  #noteLost(): void {
    if (this.#end !== undefined) this.#sink.noteSourceLost(this.#end.atMs, this.#end.sampleRateHz);
    if (this.#decks.size === 0) this.#end = undefined;
  }

  /** Mixes what waits, as far as the others have come. */
  #mixOn(nowMs: number, { waits } = { waits: true }): void {
    for (;;) {
      const [head] = this.#waiting;
      if (head === undefined) return;
      const endMs = head.capturedAtMs + head.batch.durationMs;
      const canWait = waits && nowMs - head.batch.arrivedAtMs < WAIT_MS;
      if (canWait && this.#liveFollowers.some((follower) => follower.isAwaitedUntil(endMs, nowMs))) return;
      this.#waiting.shift();
      this.#mix(head);
    }
  }

  get #liveFollowers(): LiveFollower[] {
    return [...this.#followers.values()].filter((follower) => follower !== undefined);
  }

  #mixSilence(fromMs: number, durationMs: number, sampleRateHz: number): void {
    const planes = silentPlanes(MAX_CHANNELS, Math.round((durationMs * sampleRateHz) / 1_000));
    const batch = { planes, sampleRateHz, durationMs, capturedAtMs: fromMs, arrivedAtMs: fromMs };
    this.#mix({ batch, capturedAtMs: fromMs });
  }

  #mix({ batch, capturedAtMs }: Waiting): void {
    const { sampleRateHz, durationMs } = batch;
    const span = { fromMs: capturedAtMs, frames: batch.planes[0]?.length ?? 0, sampleRateHz };
    const present = this.channels.contributionsOf(this.#soundsOf(batch.planes, span), durationMs);
    const contributions = [...present, ...this.#fadeOuts.render(present, span)];
    const channels = Math.max(...contributions.map((one) => one.planes.length), ...this.#otherChannels());
    const planes = sumOf(contributions, { ...span, channels });
    this.#fadeOuts.note(present, span);
    this.#end = { atMs: capturedAtMs + durationMs, sampleRateHz };
    this.#sink.capture({ ...batch, planes }, capturedAtMs);
  }

  #otherChannels(): number[] {
    const live = this.#liveFollowers.map(({ channels }) => channels);
    return this.#decks.size > 0 ? [...live, MAX_CHANNELS] : live;
  }

  #soundsOf(leadPlanes: readonly Float32Array[], span: MixSpan): SourceSound[] {
    const sounds: SourceSound[] = [{ id: this.#leadId ?? '', planes: leadPlanes }];
    for (const [id, follower] of this.#followers) {
      const planes = follower?.render(span);
      if (planes !== undefined) sounds.push({ id, planes });
    }
    for (const [id, deck] of this.#decks) {
      const planes = deck.render(span);
      if (planes === undefined) continue;
      this.channels.of(id).listen(planes);
      this.#onDeckSound(id, planes, span.sampleRateHz);
      sounds.push({ id, planes });
    }
    return sounds;
  }
}
