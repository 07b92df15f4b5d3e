import { Adapter } from '../../../../packages/player/browser/playback/adapter.ts';
import { sampleOf } from '../../../../packages/player/browser/playback/transfer.ts';
import { type ArrivedChunk, type LinkModel, SimulatedLink } from './link-simulation.ts';

/** A change of rung or of parts and segments, with its time. */
export interface Switch {
  readonly atMs: number;
  readonly rung: number;
  readonly unit: 'parts' | 'segments';
}

/** A time without sound. */
export interface Stall {
  readonly atMs: number;
  readonly forMs: number;
}

/** What a listener would have heard. */
export interface Heard {
  readonly switches: readonly Switch[];
  readonly stalls: readonly Stall[];
  /** Rung at a time. */
  rungAt(atMs: number): number;
}

/** The ladder of the simulation. */
const LADDER_BPS = [48_000, 96_000, 160_000, 256_000] as const;

const PART_MS = 192;
const PARTS = 10;
const SEGMENT_MS = PART_MS * PARTS;
const START_LATENCY_MS = 480;
const SEGMENTS_LATENCY_MS = 4_500;
const HEAD_BYTES = 350;
const BOX_BYTES = 144;
const PLAYLIST_BYTES = 800;

/** Plays a stream through a link for a while, by the adapter as it is built; time is simulated. */
export class SimulatedListener {
  readonly #link: SimulatedLink;
  readonly #adapter: Adapter;
  readonly #switches: Switch[] = [];
  readonly #stalls: Stall[] = [];
  /** Media time up to which sound is loaded. */
  #loadedMs = 0;
  /** Media time of the sound at wall time 0, were there no stalls from now on. */
  #playOffsetMs = -START_LATENCY_MS;
  #nowMs = 0;

  constructor(model: LinkModel, startRung = 1) {
    this.#link = new SimulatedLink(model);
    this.#adapter = new Adapter({
      bufferedMs: () => Math.max(0, this.#loadedMs - this.#playheadMs),
      onUnitChanged: (unit) => unit === 'segments' && this.#fallBack(),
    });
    this.#adapter.begin(LADDER_BPS, startRung);
    this.#adapter.setGrid({ partMs: PART_MS, partsPerSegment: PARTS });
  }

  /** Plays until a time; says what was heard. */
  playUntil(endMs: number): Heard {
    for (let next = 0; this.#nowMs < endMs; ) {
      next = this.#adapter.unit === 'parts' ? this.#loadPart(next) : this.#loadSegment(next);
    }
    const switches = this.#switches;
    return {
      switches,
      stalls: this.#stalls,
      rungAt: (atMs) => switches.findLast((one) => one.atMs <= atMs)?.rung ?? 1,
    };
  }

  get #playheadMs(): number {
    return this.#nowMs + this.#playOffsetMs;
  }

  #loadPart(index: number): number {
    const bytes = this.#mediaBytes(PART_MS) + BOX_BYTES + HEAD_BYTES;
    const playlistBytes = index % PARTS === 0 ? PLAYLIST_BYTES : 0;
    const chunks = this.#link.send(bytes, this.#readyAt((index + 1) * PART_MS), playlistBytes);
    this.#arrive(chunks, (index + 1) * PART_MS);
    const place = { msn: Math.floor(index / PARTS), part: index % PARTS };
    this.#watchSwitch(() => this.#adapter.notePart(place, this.#nowMs, sampleOf(chunks)));
    const probeBytes = this.#adapter.probeBytesAt(this.#nowMs);
    if (probeBytes > 0) this.#probe(probeBytes);
    return index + 1;
  }

  #loadSegment(index: number): number {
    const segment = Math.floor(index / PARTS);
    const endMs = (segment + 1) * SEGMENT_MS;
    const bytes = this.#mediaBytes(SEGMENT_MS) + BOX_BYTES * PARTS + HEAD_BYTES + PLAYLIST_BYTES;
    const chunks = this.#link.send(bytes, this.#readyAt(endMs));
    this.#arrive(chunks, endMs);
    const sample = sampleOf(chunks);
    if (sample) this.#watchSwitch(() => this.#adapter.noteSample({ ...sample, isCertain: true }));
    return (segment + 1) * PARTS;
  }

  #probe(bytes: number): void {
    const chunks = this.#link.send(bytes + HEAD_BYTES, this.#nowMs + this.#link.roundTripMs / 2);
    const sample = sampleOf(chunks);
    if (sample) this.#watchSwitch(() => this.#adapter.noteSample({ ...sample, isCertain: false }));
  }

  /** When a response leaves the server: once its sound exists and the request is there. */
  #readyAt(existsAtMs: number): number {
    return Math.max(existsAtMs, this.#nowMs + this.#link.roundTripMs / 2);
  }

  /** Time passes until a response is here; the sound may stop meanwhile. */
  #arrive(chunks: readonly ArrivedChunk[], mediaEndMs: number): void {
    const atMs = chunks.at(-1)?.atMs ?? this.#nowMs;
    const dryAtMs = this.#loadedMs - this.#playOffsetMs;
    if (dryAtMs < atMs && this.#loadedMs > 0) {
      this.#nowMs = dryAtMs;
      this.#watchSwitch(() => this.#adapter.noteStall(dryAtMs));
      const silentMs = atMs - (this.#loadedMs - this.#playOffsetMs);
      if (silentMs > 0) {
        this.#stalls.push({ atMs: dryAtMs, forMs: silentMs });
        this.#playOffsetMs -= silentMs;
      }
    }
    this.#nowMs = atMs;
    this.#loadedMs = Math.max(this.#loadedMs, mediaEndMs);
  }

  #mediaBytes(durationMs: number): number {
    return ((LADDER_BPS[this.#adapter.rung] ?? 0) * durationMs) / 8_000;
  }

  #watchSwitch(act: () => void): void {
    const { rung, unit } = this.#adapter;
    act();
    const now = this.#adapter;
    if (now.rung !== rung || now.unit !== unit) {
      this.#switches.push({ atMs: this.#nowMs, rung: now.rung, unit: now.unit });
    }
  }

  #fallBack(): void {
    const latencyMs = -this.#playOffsetMs;
    this.#playOffsetMs -= Math.max(0, SEGMENTS_LATENCY_MS - latencyMs);
  }
}
