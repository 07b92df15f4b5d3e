import { Journal } from '@ringcast/ingest';
import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSessionClock } from '../../packages/ingest/src/session/session-clock.ts';
import { SessionRegistry } from '../../packages/ingest/src/session/session-registry.ts';
import { FIRST_EPOCH, noiseBlock } from '../helpers/journal-stage.ts';
import { MemoryFeed, MemoryLogger } from '../helpers/memory-station.ts';

const SECOND_SAMPLES = 48_000;

describe('journal of sources that took over from each other', () => {
  let folder: string;
  let journal: Journal;
  const logger = new MemoryLogger();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-journal-'));
    journal = await Journal.open({ folder, logger });
  });

  afterEach(async () => {
    await journal.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A session that came on air at a position, with a second of sound; returns how to write another one. */
  function begin(session: string, position: number): () => Promise<void> {
    const kept = journal.begin({ station: 'main', session, epoch: FIRST_EPOCH });
    kept.append({ type: 'placement', sample: 0, position, sampleRateHz: 48_000 });
    return async () => {
      kept.append(noiseBlock(kept.appendedSample, { samples: 960 }));
      await kept.flush();
    };
  }

  it('puts back the one that was on air, not one that stood by and was written last', async () => {
    const first = begin('session-first', 1_000_000);
    const second = begin('session-second', 5_000_000);
    await first();
    await second();
    // The first is back and stands by.
    await first();
    await journal.close();

    journal = await Journal.open({ folder, logger });
    const registry = new SessionRegistry({
      journal,
      ffmpegPath: '/nowhere/ffmpeg',
      clock: createSessionClock(Date.now),
      logger,
    });
    const feeds: MemoryFeed[] = [];
    await registry.restore({
      find: () => ({
        refusal: undefined,
        carriedOver: { nextSample: 5_000_000 + SECOND_SAMPLES, songs: [] },
        openFeed: (options) => {
          feeds.push(new MemoryFeed(options));
          return feeds.at(-1)!;
        },
      }),
    });
    expect(feeds.map(({ options }) => options.resume)).to.deep.equal([{ position: 5_000_000 }]);
    await registry.drain();
  });
});
