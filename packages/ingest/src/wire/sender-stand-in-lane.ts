import { BLOCK_HEADER_BYTES, encodeBlock } from './block.ts';
import type { Progress } from './message.ts';
import { monoPacketOf } from './mono-stand-in.ts';
import { type Backlog, type BlockEntry, endOf, type FormatEpoch } from './sender-backlog.ts';
import type { ControlChannel } from './sender-control.ts';
import { DeliveryRate } from './sender-delivery-rate.ts';
import { InFlight } from './sender-in-flight.ts';
import type { SenderLink } from './sender-link.ts';
import { StandInRun } from './sender-stand-in-run.ts';
import type { StandInEncoder, StandInPacket } from './stand-in.ts';

/** What a {@link StandInLane} needs of its conversation. */
export interface StandInLaneOptions {
  readonly link: Pick<SenderLink, 'sendBlock'>;
  readonly backlog: Backlog;
  readonly control: ControlChannel;
  readonly encoder: StandInEncoder;
  /** Which of the encoder's levels; the narrowest there is where it has fewer. */
  readonly level: number;
  /** Stand-ins begin here; the samples before are left to the PCM. */
  readonly fromSample: number;
  readonly limitMs: number;
  readonly nowMs: () => number;
  /** The encoder gave up; called once. */
  readonly onFailed: () => void;
}

/** What follows the last whole packet is at most so long; more than that was held back by the line. */
const LONGEST_TAIL_MS = 200;

/**
 * Sends what stands in for the newest samples. What the line does not take in time is left out, so that the live
 * edge stays live.
 */
export class StandInLane {
  readonly #options: StandInLaneOptions;
  readonly #inFlight: InFlight;
  #run: StandInRun | undefined;
  /** Every sample before it went to the encoder, or is passed over. */
  #encodedBefore: number;
  #endSample: number;
  #isClosed = false;

  constructor(options: StandInLaneOptions) {
    this.#options = options;
    this.#inFlight = new InFlight(new DeliveryRate(), options.nowMs);
    this.#encodedBefore = options.fromSample;
    this.#endSample = options.fromSample;
  }

  /** One past the last sample that a stand-in was sent for, or where they begin. */
  get endSample(): number {
    return this.#endSample;
  }

  get inFlightMs(): number {
    return this.#inFlight.durationMs;
  }

  acknowledge(progress: Progress): void {
    this.#inFlight.acknowledge(progress);
  }

  /** Encodes what is new in the backlog. */
  pump(): void {
    while (!this.#isClosed) {
      const entry = this.#options.backlog.entryAt(this.#encodedBefore);
      if (entry === undefined) return;
      this.#encodedBefore = endOf(entry);
      if (entry.kind === 'block') this.#encode(entry);
      else this.#run?.close();
    }
  }

  /** Sends the samples up to the end of the broadcast, however few, and closes. */
  finish(): void {
    if (this.#isClosed) return;
    this.pump();
    this.close();
    const { backlog } = this.#options;
    const last = backlog.entryAt(backlog.endSample - 1);
    const missing = backlog.endSample - this.#endSample;
    const rateHz = last?.epoch.format.sampleRateHz ?? 0;
    if (missing * 1_000 > LONGEST_TAIL_MS * rateHz) return;
    while (this.#endSample < backlog.endSample) {
      const entry = backlog.entryAt(this.#endSample);
      if (entry?.kind !== 'block' || !this.#sendTail(entry)) return;
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#run?.close();
  }

  #encode(entry: BlockEntry): void {
    if (this.#run === undefined || !this.#run.goesOnWith(entry)) {
      this.#run?.close();
      this.#run = this.#openRun(entry);
    }
    this.#run?.push(entry);
    // The PCM of the same samples comes too late to say it.
    if (entry.capturedAtMs !== undefined) {
      this.#options.control.sayClock(entry.startSample, entry.capturedAtMs);
    }
  }

  #openRun(first: BlockEntry): StandInRun | undefined {
    const { encoder, level, backlog, onFailed } = this.#options;
    const levels = encoder.levelsOf(first.epoch.format);
    const open = levels[Math.min(level, levels.length - 1)];
    if (open === undefined) return undefined;
    const onPacket = (packet: StandInPacket, startSample: number): void => {
      this.#send(packet, first.epoch, startSample);
    };
    return new StandInRun({ open, backlog, first, onPacket, onFailed });
  }

  #send(packet: StandInPacket, { epoch, format }: FormatEpoch, startSample: number): void {
    const { control, link, limitMs } = this.#options;
    const durationMs = (packet.samples * 1_000) / format.sampleRateHz;
    const endSample = startSample + packet.samples;
    const frame = encodeBlock({ ...packet, epoch, startSample });
    const size = { durationMs, bytes: frame.length };
    if (!this.#inFlight.hasRoomFor(size, { durationMs: limitMs, bytes: Number.POSITIVE_INFINITY })) return;
    control.declareEpoch(epoch);
    link.sendBlock(frame);
    this.#inFlight.add({ ...size, endSample, isBackfill: false });
    this.#endSample = endSample;
  }

  /** Returns whether it was sent. */
  #sendTail({ epoch, startSample, samples, frame }: BlockEntry): boolean {
    const { encoding, channels } = epoch.format;
    if (encoding !== 's16le') return false;
    const from = Math.max(this.#endSample, startSample);
    const pcm = frame.subarray(BLOCK_HEADER_BYTES);
    const tail = pcm.subarray((pcm.length / samples) * (from - startSample));
    this.#send(monoPacketOf(tail, channels), epoch, from);
    return this.#endSample === startSample + samples;
  }
}
