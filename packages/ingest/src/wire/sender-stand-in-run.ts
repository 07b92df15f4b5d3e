import { BLOCK_HEADER_BYTES } from './block.ts';
import { bytesPerFrameOf } from './pcm-format.ts';
import { type Backlog, type BlockEntry, endOf } from './sender-backlog.ts';
import type { StandInLevel, StandInPacket, StandInRow } from './stand-in.ts';

/** What a {@link StandInRun} is made of. */
export interface StandInRunOptions {
  readonly open: StandInLevel;
  readonly backlog: Backlog;
  /** The first block that is wanted. */
  readonly first: BlockEntry;
  readonly onPacket: (packet: StandInPacket, startSample: number) => void;
  readonly onFailed: () => void;
}

/** Packets before the first that is wanted: an encoder settles within four of its frames of 20 ms. */
const SETTLING_FRAMES = 4;
const FRAMES_PER_SECOND = 50;

/** An unbroken row of blocks on its way through an encoder, and the numbers of the packets that come out. */
export class StandInRun {
  readonly #options: StandInRunOptions;
  readonly #row: StandInRow;
  #pushedBefore: number;
  #packetSample: number;
  #isClosed = false;

  constructor(options: StandInRunOptions) {
    this.#options = options;
    const settling = settlingBlocksOf(options);
    const { startSample, epoch } = options.first;
    const frameSamples = Math.floor(epoch.format.sampleRateHz / FRAMES_PER_SECOND);
    const oldest = settling[0]?.startSample ?? startSample;
    const frames = Math.min(SETTLING_FRAMES, Math.floor((startSample - oldest) / frameSamples));
    this.#packetSample = startSample - frames * frameSamples;
    this.#pushedBefore = this.#packetSample;
    this.#row = options.open({
      onPacket: (packet) => this.#handlePacket(packet),
      onFailed: () => {
        if (!this.#isClosed) options.onFailed();
      },
    });
    for (const block of settling) this.push(block);
  }

  goesOnWith({ epoch, startSample }: BlockEntry): boolean {
    const isNext = startSample <= this.#pushedBefore;
    return !this.#isClosed && isNext && epoch.epoch === this.#options.first.epoch.epoch;
  }

  push(block: BlockEntry): void {
    const fromSample = Math.max(block.startSample, this.#pushedBefore);
    if (fromSample >= endOf(block)) return;
    this.#pushedBefore = endOf(block);
    const bytes = (fromSample - block.startSample) * bytesPerFrameOf(block.epoch.format);
    this.#row.push(block.frame.subarray(BLOCK_HEADER_BYTES + bytes));
  }

  close(): void {
    this.#isClosed = true;
    this.#row.close();
  }

  #handlePacket(packet: StandInPacket): void {
    if (this.#isClosed) return;
    const startSample = this.#packetSample;
    this.#packetSample += packet.samples;
    if (startSample >= this.#options.first.startSample) this.#options.onPacket(packet, startSample);
  }
}

/** The blocks right before the first that is wanted, oldest first, as far as they are kept. */
function settlingBlocksOf({ backlog, first }: StandInRunOptions): BlockEntry[] {
  const { epoch, startSample } = first;
  const wanted = (SETTLING_FRAMES * epoch.format.sampleRateHz) / FRAMES_PER_SECOND;
  const blocks: BlockEntry[] = [];
  for (let sample = startSample; sample > Math.max(0, startSample - wanted); ) {
    const before = backlog.entryAt(sample - 1);
    if (before?.kind !== 'block' || endOf(before) !== sample || before.epoch.epoch !== epoch.epoch) break;
    blocks.unshift(before);
    sample = before.startSample;
  }
  return blocks;
}
