import { expect } from 'chai';
import { Webhook } from 'standardwebhooks';
import { EventLog } from '../../packages/server/src/events/event-log.ts';
import { STATION_EVENTS, type StationEventType } from '../../packages/server/src/events/station-event.ts';
import { Webhooks } from '../../packages/server/src/webhooks/webhooks.ts';
import { numberedNoise } from '../helpers/numbered-noise.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { WatchedLogger } from '../helpers/watched-logger.ts';
import { type ReceiverAnswer, WebhookReceiver } from '../helpers/webhook-receiver.ts';
import { WebSocketSource } from '../helpers/websocket-source.ts';

const SECRET = 'a-secret-of-the-tests';

describe('webhooks', () => {
  let receiver: WebhookReceiver;
  let webhooks: Webhooks;
  let outcomes: string[];
  const log = new EventLog();
  const logger = new WatchedLogger();

  async function open(
    answers: readonly ReceiverAnswer[],
    events: readonly StationEventType[] = STATION_EVENTS,
  ) {
    outcomes = [];
    receiver = await WebhookReceiver.listen(answers);
    webhooks = new Webhooks({
      configuration: { webhookUrls: [receiver.url], webhookSecret: SECRET, webhookEvents: [...events] },
      log,
      logger,
      firstPauseMs: 5,
      onSettled: (outcome) => outcomes.push(outcome),
    });
  }

  function tell(type: StationEventType, station = 'main'): void {
    log.add({ type, station, atMs: 1_700_000_000_000, source: 'browser' });
  }

  afterEach(async () => {
    await webhooks.close();
    receiver.close();
  });

  it('are signed as Standard Webhooks has it', async () => {
    await open([]);
    tell('station.on-air');
    const [message] = await receiver.received(1);
    const { headers, body } = message!;
    const key = Buffer.from(SECRET).toString('base64');
    const verified = new Webhook(key).verify(body, headers as Record<string, string>);
    expect(verified).to.deep.equal({
      type: 'station.on-air',
      timestamp: '2023-11-14T22:13:20.000Z',
      data: { station: 'main', source: 'browser' },
    });
    expect(() => new Webhook(key).verify(`${body} `, headers as Record<string, string>)).to.throw();
  });

  it('are sent again, the same, to a receiver that fails, and the next ones wait for their turn', async () => {
    await open([500, 'hang-up', 503]);
    tell('broadcaster.lost');
    tell('broadcaster.returned');
    const messages = await receiver.received(5);
    const seen = messages.map(({ headers, body }) => ({
      id: headers['webhook-id'],
      type: (JSON.parse(body) as { type: string }).type,
    }));
    expect(seen.map(({ type }) => type)).to.deep.equal([
      ...Array.from({ length: 4 }, () => 'broadcaster.lost'),
      'broadcaster.returned',
    ]);
    expect(new Set(seen.slice(0, 4).map(({ id }) => id)).size).to.equal(1);
    expect(seen[4]!.id).not.to.equal(seen[0]!.id);
    expect(JSON.stringify(logger.lines)).to.include('it answered 500').and.not.include(SECRET);
  });

  it('leave out what the settings do not name', async () => {
    await open([], ['station.silent']);
    tell('station.on-air');
    tell('station.silent');
    const [message] = await receiver.received(1);
    expect(message!.body).to.include('station.silent');
  });

  it('drop the oldest where a receiver is away for too long', async () => {
    await open(['hang-up']);
    for (let number = 0; number < 103; number += 1) tell('station.silent', `station-${number}`);
    // The first is being delivered.
    expect(outcomes).to.deep.equal(['dropped', 'dropped']);
    const messages = await receiver.received(102);
    const stations = messages.map(
      ({ body }) => (JSON.parse(body) as { data: { station: string } }).data.station,
    );
    expect([...new Set(stations)].slice(0, 3)).to.deep.equal(['station-0', 'station-3', 'station-4']);
    await webhooks.close();
    expect(outcomes.slice(2)).to.deep.equal(Array.from({ length: 101 }, () => 'delivered'));
  });

  describe('of a server', function () {
    this.timeout(30_000);
    requireProgram('ffmpeg');

    it('tell of a broadcast from its beginning to its end, also where the server goes down with it', async () => {
      await open([]);
      const server = await ServerProcess.start({
        settings: { RINGCAST_WEBHOOK_URLS: receiver.url, RINGCAST_WEBHOOK_SECRET: SECRET },
      });
      await WebSocketSource.start({ server, sound: numberedNoise });
      await receiver.received(1);
      await server.close();
      const events = receiver.messages.map(({ body }) => JSON.parse(body) as { type: string; data: object });
      expect(events.map(({ type }) => type)).to.deep.equal(['station.on-air', 'station.off-air']);
      expect(events[0]!.data).to.deep.equal({ station: 'main', source: 'websocket' });
    });

    it('tell once of a broadcast that goes on after a kill', async () => {
      await open([]);
      const settings = {
        RINGCAST_WEBHOOK_URLS: receiver.url,
        RINGCAST_WEBHOOK_SECRET: SECRET,
        RINGCAST_STATIONS: 'main,other',
      };
      const first = await ServerProcess.start({ settings });
      const source = await WebSocketSource.start({ server: first, sound: numberedNoise });
      await receiver.received(1);
      await first.stop('SIGKILL');
      await source.closed;
      const second = await ServerProcess.start({ settings, folder: first.folder });
      // Once this is told, the other station was looked at too.
      const other = await WebSocketSource.start({ server: second, station: 'other', sound: numberedNoise });
      await receiver.received(2);
      await other.stop();
      await second.close();
      await first.close();
      const told = receiver.messages.map(({ body }) => {
        const { type, data } = JSON.parse(body) as { type: string; data: { station: string } };
        return `${data.station} ${type}`;
      });
      expect(told.filter((event) => event.startsWith('main station'))).to.deep.equal([
        'main station.on-air',
        'main station.off-air',
      ]);
    });
  });
});
