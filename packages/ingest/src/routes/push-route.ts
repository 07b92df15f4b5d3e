import type { Middleware } from 'koa';
import type { IngestSettings } from '../ingest-options.ts';
import { parsePushParameters } from '../sources/push-parameters.ts';
import type { Pushes } from '../sources/pushes.ts';
import { findStation } from '../station-gate.ts';
import { WireError } from '../wire/wire-error.ts';
import { checkRequestKey } from './request-key.ts';

/**
 * `PUT` or `POST /ingest/:station`: a body of raw PCM or of anything that ffmpeg reads. The name of the station is the
 * first parameter of the route.
 */
export function takePush(settings: IngestSettings, pushes: Pushes): Middleware {
  return async (context) => {
    const { params } = context as unknown as { params: { station: string } };
    const name = params.station;
    const entrance = findStation(settings.stations, name);
    checkRequestKey(settings, name, context);
    const format = parsePushParameters(new URLSearchParams(context.querystring));
    pushes.checkOpen();
    if (entrance.refusal !== undefined) throw new WireError('station-busy', entrance.refusal);
    if (context.get('Expect').toLowerCase() === '100-continue') context.res.writeContinue();
    const station = { name, entrance };
    context.body = await pushes.run({ kind: 'http push', station, format, body: context.req });
  };
}
