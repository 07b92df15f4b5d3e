import type { Context, Middleware } from 'koa';
import * as z from 'zod';
import type { IngestSettings } from '../ingest-options.ts';
import type { Programme } from '../programme/programme.ts';
import { songOf } from '../programme/song.ts';
import type { StationProgramme } from '../programme/station-programme.ts';
import { findStation } from '../station-gate.ts';
import { readSmallJson } from './small-body.ts';
import { checkRequestKey } from './request-key.ts';

const song = z.object({ title: z.string(), artist: z.string().nullish() });
const EXPECTED = 'JSON with a title and perhaps an artist, both text';

/** `GET /api/stations/:station/now-playing`: what is playing, and what was. For any page. */
export function serveNowPlaying(settings: IngestSettings, programme: Programme): Middleware {
  return (context) => {
    context.set('Access-Control-Allow-Origin', '*');
    answer(context, programme.of(stationOf(settings, context)));
  };
}

/** `PUT` says what is playing, `{ "title", "artist" }`, and `DELETE` that nothing is; both need the stream key. */
export function takeNowPlaying(settings: IngestSettings, programme: Programme): Middleware {
  return async (context) => {
    const name = stationOf(settings, context);
    checkRequestKey(settings, name, context);
    const station = programme.of(name);
    station.note(
      context.method === 'PUT'
        ? songOf(
            await readSmallJson(context.req, {
              schema: song,
              expected: EXPECTED,
              maxBytes: settings.maxBodyBytes,
            }),
          )
        : undefined,
    );
    answer(context, station);
  };
}

function stationOf(settings: IngestSettings, context: Context): string {
  const { params } = context as unknown as { params: { station: string } };
  findStation(settings.stations, params.station);
  return params.station;
}

function answer(context: Context, { nowPlaying, history }: StationProgramme): void {
  context.set('Cache-Control', 'no-store');
  context.body = { nowPlaying: nowPlaying ?? null, history };
}
