import type { Middleware } from 'koa';
import type { IncomingMessage } from 'node:http';
import type { IngestSettings } from '../ingest-options.ts';
import { parsePushParameters } from '../sources/push-parameters.ts';
import type { Pushes } from '../sources/pushes.ts';
import type { SourceSeats } from '../sources/source-seats.ts';
import { findStation } from '../station-gate.ts';
import { checkRequestKey } from './request-key.ts';

/** Shown to operators. */
const KIND = 'http push';

/** Whether a request is a push by its address: its body may last for days. */
export function isPush({ method, url = '' }: IncomingMessage): boolean {
  return method === 'PUT' ? !url.startsWith('/api/') : method === 'POST' && url.startsWith('/ingest/');
}

/**
 * `PUT` or `POST /ingest/:station`: a body of raw PCM or of anything that ffmpeg reads. The name of the station is the
 * first parameter of the route.
 */
export function takePush(
  settings: IngestSettings,
  { pushes, seats }: { pushes: Pushes; seats: SourceSeats },
): Middleware {
  return async (context) => {
    const { params } = context as unknown as { params: { station: string } };
    const name = params.station;
    const entrance = findStation(settings.stations, name);
    checkRequestKey(settings, name, context);
    const format = parsePushParameters(new URLSearchParams(context.querystring));
    pushes.checkOpen();
    const station = { name, entrance };
    const leaveSeat = seats.take(station, KIND);
    try {
      if (context.get('Expect').toLowerCase() === '100-continue') context.res.writeContinue();
      const wayOut = { onFeed: leaveSeat, onSpooled: leaveSeat };
      context.body = await pushes.run({ kind: KIND, station, format, body: context.req, ...wayOut });
    } finally {
      leaveSeat();
    }
  };
}
