import { expect } from 'chai';
import { createSessionClock } from '../../../packages/ingest/src/session/session-clock.ts';
import { SessionRegistry } from '../../../packages/ingest/src/session/session-registry.ts';
import { JournalStage } from '../../helpers/journal-stage.ts';
import { MemoryStation } from '../../helpers/memory-station.ts';
import { HELLO } from '../../helpers/protocol-client.ts';
import { codeOf, turn } from '../../helpers/session-stage.ts';

/** As many may be kept in memory. */
const MAX_IDLE = 32;

describe('SessionRegistry', () => {
  let stage: JournalStage;

  beforeEach(async () => {
    stage = await JournalStage.create();
  });
  afterEach(async () => stage.close());

  it('lets go of sessions that a busy station refused', async () => {
    const journal = await stage.open({ isRecorded: () => true });
    const clock = createSessionClock(Date.now);
    const registry = new SessionRegistry({
      journal,
      ffmpegPath: '/nowhere/ffmpeg',
      clock,
      logger: stage.logger,
    });
    const station = new MemoryStation();
    station.openFeed({ kind: 'another', isClocked: true });
    const link = { send: () => {}, close: () => {} };
    for (let index = 0; index < 2 * MAX_IDLE; index++) {
      const hello = { type: 'hello', ...HELLO, session: `session-${index}` } as const;
      const session = registry.find({ name: 'main', entrance: station }, hello);
      expect(codeOf(() => session.attach(link, hello))).to.equal('station-busy');
    }
    await turn();
    expect(journal.recordable()).to.have.length(MAX_IDLE);
  });
});
