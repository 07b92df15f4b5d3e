import { expect } from 'chai';
import { BackfillWindow } from '../../../packages/ingest/src/wire/sender-backfill-window.ts';
import { captureWatched, OPUS, untilReduced } from '../../helpers/narrow-uplink.ts';
import { captureFor, startLive } from '../../helpers/sender-simulation.ts';

/** Less than half of the time for which the station waits for sound. */
const NOT_NOTICED_MS = 130;

describe('BackfillWindow', function () {
  this.timeout(60_000);

  /** Fills it and lets all arrive, so many times. Returns the greatest number of bytes that were on the way. */
  function fill(window: BackfillWindow, { times, heldMs }: { times: number; heldMs: number }): number {
    let mostBytes = 0;
    for (let time = 0; time < times; time++) {
      const pieces: number[] = [];
      while (window.hasRoom) {
        pieces.push(window.pieceBytes);
        window.noteSent(window.pieceBytes);
      }
      mostBytes = Math.max(
        mostBytes,
        pieces.reduce((sum, bytes) => sum + bytes, 0),
      );
      for (const bytes of pieces) window.noteArrived({ bytes, heldMs, roundTripMs: 20 });
    }
    return mostBytes;
  }

  it('begins with one piece, grows while nothing is held up, and has a bound', () => {
    const window = new BackfillWindow();
    expect(fill(window, { times: 1, heldMs: 0 })).to.equal(1_400);
    expect(fill(window, { times: 30, heldMs: 0 })).to.be.within(100_000, 131_072);
  });

  it('shrinks to one piece where they are held up, and never to none', () => {
    const window = new BackfillWindow();
    fill(window, { times: 30, heldMs: 0 });
    fill(window, { times: 30, heldMs: 200 });
    expect(fill(window, { times: 1, heldMs: 200 })).to.equal(1_400);
  });

  it('holds up no stand-in by what it backfills, however long the line is', () => {
    for (const delayMs of [5, 50, 100]) {
      const simulation = startLive({ delayMs, sender: { standIns: OPUS } });
      captureFor(simulation, 5_000);
      simulation.uplinkBps = 300_000;
      untilReduced(simulation);
      // What was on its way goes first, and the longer the line, the more that is.
      captureFor(simulation, 5_000);
      const { nextSample } = simulation.server;
      expect(captureWatched(simulation, 20_000), 'behind').to.be.below(delayMs + NOT_NOTICED_MS);
      expect(simulation.server.nextSample - nextSample, 'backfilled').to.be.above(48_000);
    }
  });
});
