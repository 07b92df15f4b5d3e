import { expect } from 'chai';
import type { PlaybackState } from '../../../../packages/player/browser/playback/playback-state.ts';
import { ListenerReports } from '../../../../packages/player/browser/station/listener-reports.ts';

describe("a listener's reports", () => {
  let nowMs: number;
  let status: number;
  let sent: unknown[];

  function open(): ListenerReports {
    [nowMs, status, sent] = [0, 204, []];
    return new ListenerReports({
      url: 'https://radio.example/api/stations/main/reports',
      now: () => nowMs,
      send: async (_, body) => {
        sent.push(JSON.parse(body));
        return status;
      },
    });
  }

  /** Half a minute of playing, a look each half second. */
  async function play(
    reports: ListenerReports,
    stats: { micToEarMs: number | null; stallCount: number; stalledMs: number },
    state: PlaybackState = 'playing',
  ) {
    for (let look = 0; look < 60; look += 1) {
      reports.note(stats, state);
      nowMs += 500;
    }
    await Promise.resolve();
    await Promise.resolve();
  }

  it('tell twice a minute how far behind it is heard, and the stalls since the last one', async () => {
    const reports = open();
    await play(reports, { micToEarMs: 812.4, stallCount: 1, stalledMs: 300.4 });
    await play(reports, { micToEarMs: 900, stallCount: 3, stalledMs: 700 });
    expect(sent).to.deep.equal([
      { micToEarMs: 812, stallCount: 1, stalledMs: 300 },
      { micToEarMs: 900, stallCount: 2, stalledMs: 400 },
    ]);
  });

  it('tell an outage of minutes in as many as it takes, and no stall back', async () => {
    const reports = open();
    await play(reports, { micToEarMs: 800, stallCount: 1, stalledMs: 200_000 });
    await play(reports, { micToEarMs: 800, stallCount: 0, stalledMs: 200_000 });
    await play(reports, { micToEarMs: 800, stallCount: 2, stalledMs: 200_500 });
    expect(sent).to.deep.equal([
      { micToEarMs: 800, stallCount: 1, stalledMs: 120_000 },
      { micToEarMs: 800, stallCount: 0, stalledMs: 80_000 },
      { micToEarMs: 800, stallCount: 1, stalledMs: 500 },
    ]);
  });

  it('are none while nothing plays', async () => {
    const reports = open();
    await play(reports, { micToEarMs: null, stallCount: 0, stalledMs: 0 });
    expect(sent).to.deep.equal([]);
  });

  it('are none in a pause', async () => {
    const reports = open();
    await play(reports, { micToEarMs: 800, stallCount: 0, stalledMs: 0 }, 'paused');
    expect(sent).to.deep.equal([]);
    await play(reports, { micToEarMs: 900, stallCount: 1, stalledMs: 300 }, 'stalled');
    expect(sent).to.have.length(1);
  });

  it('are no more once the server wants none', async () => {
    const reports = open();
    status = 410;
    const stats = { micToEarMs: 800, stallCount: 0, stalledMs: 0 };
    await play(reports, stats);
    await play(reports, stats);
    await play(reports, stats);
    expect(sent).to.have.length(1);
  });
});
