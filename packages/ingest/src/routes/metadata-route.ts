import type { Context, Middleware } from 'koa';
import { type MetadataQuery, parseMetadataQuery } from '../icecast/metadata-query.ts';
import { stationOfMount } from '../icecast/mount.ts';
import { ALLOWED_METHODS } from '../icecast/source-answer.ts';
import type { IngestSettings } from '../ingest-options.ts';
import type { Programme } from '../programme/programme.ts';
import { findStation } from '../station-gate.ts';
import { readSmallBody } from './small-body.ts';
import { checkRequestKey } from './request-key.ts';

/** `GET` or `POST /admin/metadata`, by which source clients of Icecast say what is playing. */
export function takeMetadata(settings: IngestSettings, programme: Programme): Middleware {
  return async (context) => {
    context.set('Allow', ALLOWED_METHODS);
    const { mode, mount, song } = parseMetadataQuery(await queryOf(context, settings.maxBodyBytes));
    const name = stationOfMount(mount) ?? '';
    // The key first: whoever has none learns nothing of stations.
    checkRequestKey(settings, name, context);
    findStation(settings.stations, name);
    if (mode === 'updinfo') programme.of(name).note(song);
    answer(context, mode);
  };
}

async function queryOf({ method, querystring, req }: Context, maxBytes: number): Promise<string> {
  if (method !== 'POST') return querystring;
  return `${querystring}&${(await readSmallBody(req, maxBytes)).toString('latin1')}`;
}

function answer(context: Context, mode: MetadataQuery['mode']): void {
  const isKnown = mode === 'updinfo';
  const message = isKnown ? 'Metadata update successful' : 'The mode must be updinfo';
  context.status = isKnown ? 200 : 400;
  context.type = 'text/xml';
  context.body = `<?xml version="1.0"?>\n<iceresponse><message>${message}</message><return>${Number(isKnown)}</return></iceresponse>\n`;
}
