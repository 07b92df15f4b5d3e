import type { Context } from 'koa';
import type { IngestSettings } from '../ingest-options.ts';
import { checkStreamKey } from '../station-gate.ts';
import { keyOfAuthorization } from '../stream-key.ts';

/** Checks the key of a request's `Authorization`. @throws WireError `wrong-key`, `too-many-attempts` */
export function checkRequestKey(settings: IngestSettings, station: string, context: Context): void {
  const key = keyOfAuthorization(context.get('Authorization') || undefined);
  checkStreamKey(settings, { station, key, address: settings.addressOf(context.req) });
}
