import { expect } from 'chai';
import { DashboardModel } from '../../../../packages/server/browser/feed/dashboard-model.ts';
import { readEvents } from '../../../../packages/server/browser/feed/event-stream.ts';

/** What the server says, cut into pieces that mean nothing. */
async function follow(text: string): Promise<DashboardModel> {
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 7) controller.enqueue(bytes.slice(at, at + 7));
      controller.close();
    },
  });
  const model = new DashboardModel();
  for await (const event of readEvents(body)) model.take(event);
  return model;
}

function stationsEvent(atMs: number, listeners: number, receivedBytes: number): string {
  const stations = [{ name: 'mäin', listeners, uplink: { receivedBytes } }];
  return `event: stations\ndata: ${JSON.stringify({ atMs, stations })}\n\n`;
}

describe('what a dashboard knows', () => {
  it('is what the server said last, and the log with the newest first', async () => {
    const log = `event: log\ndata: ${JSON.stringify([{ type: 'a' }, { type: 'b' }])}\n\n`;
    const model = await follow(`${log}event: event\ndata: {"type":"c"}\n\n${stationsEvent(0, 3, 0)}`);
    expect(model.log.map(({ type }) => type)).to.deep.equal(['c', 'b', 'a']);
    expect(model.stations.map(({ name }) => name)).to.deep.equal(['mäin']);
  });

  it('has a point of listeners each 10 s, on top of what the server kept', async () => {
    const history = `event: history\ndata: ${JSON.stringify([{ atMs: -10_000, listeners: { mäin: 1 } }])}\n\n`;
    const model = await follow(
      history + [0, 1_000, 9_000, 10_000].map((atMs) => stationsEvent(atMs, 2, 0)).join(''),
    );
    expect(model.history.map(({ atMs }) => atMs)).to.deep.equal([-10_000, 0, 10_000]);
  });

  it('tells what comes from a broadcaster by the bytes of two seconds', async () => {
    const model = await follow(stationsEvent(0, 0, 1_000) + stationsEvent(1_000, 0, 193_000));
    expect(model.uplinkBpsOf('mäin')).to.equal(1_536_000);
    expect(model.uplinkBpsOf('other')).to.equal(undefined);
  });
});
