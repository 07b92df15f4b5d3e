import { encodeBlock } from '../../packages/ingest/src/wire/block.ts';
import { crc32 } from '../../packages/ingest/src/wire/crc32.ts';
import { numberedNoise } from './numbered-noise.ts';

/** A frame that may be wrong. */
export interface MutatedFrame {
  readonly data: Buffer;
  readonly isBinary: boolean;
}

type Fields = Record<string, unknown>;

const BLOCK_SAMPLES = 960;
const BLOCK_HEADER_BYTES = 20;
/** Values that are out of bounds, of another kind, or at an edge. */
const STRANGE_VALUES: readonly unknown[] = [
  -1,
  0,
  0.5,
  1e308,
  2 ** 53,
  2 ** 53 - 1,
  2 ** 32,
  -(2 ** 63),
  '',
  'x'.repeat(300),
  '\u0000',
  '../../etc',
  null,
  true,
  [],
  {},
  [[[]]],
  { __proto__: null },
  'constructor',
  '9007199254740993',
];
const STRANGE_TEXTS = [
  '',
  '{',
  '[]',
  'null',
  '"hello"',
  '{"type":"hello"',
  '{"type":{}}',
  '{"type":"__proto__"}',
  '\ufeff{}',
  '['.repeat(2_000),
  `{"a":"${'x'.repeat(5_000)}"}`,
];

/** Makes frames of ringcast.v1 and spoils them, always the same ones for a seed. */
export class ProtocolMutator {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A hello that is wrong, most of the time. */
  hello(fields: Fields): MutatedFrame {
    return this.#spoilText(fields);
  }

  /** A frame of a conversation that is wrong, most of the time. @param nextSample that the server wants. */
  frame(nextSample: number): MutatedFrame {
    return this.#below(2) === 0 ? this.#spoilText(this.#message(nextSample)) : this.#spoilBlock(nextSample);
  }

  #message(sample: number): Fields {
    const format = { encoding: 's16le', sampleRateHz: 48_000, channels: 2 };
    return this.#pick<Fields>([
      { type: 'format', epoch: 1, startSample: sample, format },
      { type: 'gap', epoch: 0, startSample: sample, samples: 960, reason: 'dropped' },
      { type: 'clock', sample, capturedAtMs: 1.7e12 },
      { type: 'time', clientTimeMs: 1 },
      { type: 'stop', endSample: sample + 960 },
      { type: 'hello', session: 'another-session', epoch: 0, startSample: 0, format },
      { type: 'welcome', nextSample: 0 },
    ]);
  }

  #spoilText(fields: Fields): MutatedFrame {
    const way = this.#below(8);
    if (way === 0) return textFrame(this.#pick(STRANGE_TEXTS));
    const text = JSON.stringify(way < 6 ? this.#spoilFields(fields) : fields);
    if (way === 6) return textFrame(text.slice(0, this.#below(text.length)));
    if (way === 7) return { data: this.#flip(Buffer.from(text)), isBinary: false };
    return textFrame(text);
  }

  #spoilFields(fields: Fields): Fields {
    const name = this.#pick(Object.keys(fields));
    const inner = fields[name];
    if (inner !== null && typeof inner === 'object' && this.#below(2) === 0) {
      return { ...fields, [name]: this.#spoilFields(inner as Fields) };
    }
    if (this.#below(4) === 0)
      return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
    return { ...fields, [name]: this.#pick(STRANGE_VALUES) };
  }

  #spoilBlock(startSample: number): MutatedFrame {
    const kind = this.#pick(['pcm', 'pcm', 'pcm', 'mono', 'mono', 'opus'] as const);
    const bytes = { pcm: 4, mono: 2, opus: 1 }[kind] * BLOCK_SAMPLES;
    const payload = numberedNoise(startSample, BLOCK_SAMPLES).subarray(
      0,
      kind === 'opus' ? 1 + this.#below(400) : bytes,
    );
    const block = Buffer.from(encodeBlock({ kind, epoch: 0, startSample, samples: BLOCK_SAMPLES, payload }));
    const way = this.#below(6);
    if (way === 0) return binaryFrame(block.subarray(0, this.#below(block.length)));
    if (way === 1) return binaryFrame(this.#flip(block));
    if (way === 2) return binaryFrame(Buffer.concat([block, Buffer.alloc(this.#below(70_000))]));
    if (way === 3)
      return binaryFrame(withChecksum(Buffer.concat([block, Buffer.alloc(1 + this.#below(64))])));
    // A header that is wrong under a checksum that is right.
    const at = 4 + this.#below(BLOCK_HEADER_BYTES - 4);
    block[at] = this.#pick([0, 1, 2, 3, 4, 0x1f, 0x20, 0x7f, 0x80, 0xff]);
    return binaryFrame(withChecksum(way === 4 ? block : block.subarray(0, BLOCK_HEADER_BYTES)));
  }

  #flip(bytes: Buffer): Buffer {
    for (let count = 1 + this.#below(3); count > 0; count--) {
      const at = this.#below(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << this.#below(8));
    }
    return bytes;
  }

  #pick<T>(values: readonly T[]): T {
    return values[this.#below(values.length)] as T;
  }

  /** The generator is mulberry32. */
  #below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  }
}

function textFrame(text: string): MutatedFrame {
  return { data: Buffer.from(text), isBinary: false };
}

function binaryFrame(data: Buffer): MutatedFrame {
  return { data, isBinary: true };
}

function withChecksum(block: Buffer): Buffer {
  if (block.length >= 4) block.writeUInt32LE(crc32(block.subarray(4)), 0);
  return block;
}
