import type { Epoch } from '../session/sample-ledger.ts';
import { spanOfBlock } from './block-span.ts';
import type { FileHeader, JournalRecord, Placement, SessionEnding, StoredRecord } from './journal-record.ts';

/** What a session has come to, record by record. */
export interface KeptState {
  readonly epoch: Epoch;
  /** Every sample before it is there. */
  readonly nextSample: number;
  readonly placement: Placement | undefined;
  /** Whether it is to be recorded; undefined where nobody noted it. */
  readonly isRecorded: boolean | undefined;
  /** Undefined while the session is not over. */
  readonly ending: SessionEnding | undefined;
}

/** The state where a file begins. */
export function stateOfHeader({ epoch, nextSample, placement, isRecorded }: FileHeader): KeptState {
  return { epoch, nextSample, placement, isRecorded, ending: undefined };
}

/** The state after a record; what the record repeats changes nothing. */
export function advance(state: KeptState, record: StoredRecord): KeptState {
  switch (record.type) {
    case 'header':
      return { ...state, epoch: record.epoch, nextSample: Math.max(state.nextSample, record.nextSample) };
    case 'epoch': {
      const { epoch, startSample, format } = record;
      return { ...state, epoch: { epoch, startSample, format } };
    }
    case 'placement': {
      const { sample, position, sampleRateHz } = record;
      return { ...state, placement: { sample, position, sampleRateHz } };
    }
    case 'end':
      return { ...state, ending: { endSample: record.endSample, reason: record.reason } };
    case 'clock':
      return state;
    case 'block':
    case 'gap':
      return { ...state, nextSample: Math.max(state.nextSample, spanOf(record).endSample) };
  }
}

/** Which samples a record holds; undefined where it holds none. */
export function samplesOf(record: StoredRecord): { startSample: number; endSample: number } | undefined {
  return record.type === 'block' || record.type === 'gap' ? spanOf(record) : undefined;
}

function spanOf(record: Extract<JournalRecord, { type: 'block' | 'gap' }>) {
  if (record.type === 'block') return spanOfBlock(record.frame);
  return { startSample: record.startSample, endSample: record.startSample + record.samples };
}
