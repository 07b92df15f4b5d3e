import type { Context, Middleware } from 'koa';
import * as z from 'zod';
import type { IngestSettings } from '../ingest-options.ts';
import type { Programme } from '../programme/programme.ts';
import { cleanInformation } from '../programme/station-information.ts';
import type { StationProgramme } from '../programme/station-programme.ts';
import { findStation } from '../station-gate.ts';
import { readSmallJson } from './small-body.ts';
import { checkRequestKey } from './request-key.ts';

const text = z.string().nullish();
const information = z.strictObject({ name: text, description: text, genre: text, url: text });
const EXPECTED = 'JSON with name, description, genre and url, each a text or left out';

/** `GET /api/stations/:station/information`: what the station is, on air or not. For any page. */
export function serveInformation(settings: IngestSettings, programme: Programme): Middleware {
  return (context) => {
    context.set('Access-Control-Allow-Origin', '*');
    answer(context, programme.of(stationOf(settings, context)));
  };
}

/** `PUT` says what the station is, `DELETE` that it is nothing special; both need the stream key. */
export function takeInformation(settings: IngestSettings, programme: Programme): Middleware {
  return async (context) => {
    const name = stationOf(settings, context);
    checkRequestKey(settings, name, context);
    const station = programme.of(name);
    station.information =
      context.method === 'PUT'
        ? cleanInformation(
            await readSmallJson(context.req, {
              schema: information,
              expected: EXPECTED,
              maxBytes: settings.maxBodyBytes,
            }),
          )
        : undefined;
    answer(context, station);
  };
}

function stationOf(settings: IngestSettings, context: Context): string {
  const { params } = context as unknown as { params: { station: string } };
  findStation(settings.stations, params.station);
  return params.station;
}

function answer(context: Context, { information: known }: StationProgramme): void {
  context.set('Cache-Control', 'no-store');
  context.body = { information: known ?? null };
}
