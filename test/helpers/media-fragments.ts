import { baseMediaDecodeTimeOf, durationOf } from '../../packages/segmenter/src/fmp4/fragment.ts';
import { FragmentSplitter } from '../../packages/segmenter/src/fmp4/fragment-splitter.ts';

/** A fragment as its boxes describe it. */
export interface FragmentPlace {
  /** tfdt. */
  readonly startSample: number;
  readonly samples: number;
}

/** The fragments of a part's, a segment's or a whole stream's bytes. */
export function fragmentsOf(bytes: Buffer): FragmentPlace[] {
  return new FragmentSplitter()
    .push(bytes)
    .filter(({ kind }) => kind === 'fragment')
    .map((piece) => ({ startSample: baseMediaDecodeTimeOf(piece.bytes), samples: durationOf(piece.bytes) }));
}
