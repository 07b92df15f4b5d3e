import Router from '@koa/router';
import * as z from 'zod';
import type { Administration, SettingsChange } from '../administration/administration.ts';
import type { DashboardFeed } from '../administration/dashboard-feed.ts';
import { stationName, stationSettingsSchema } from '../configuration/configuration-schema.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { guardAdministration, type AdminDoorOptions } from './admin-door.ts';
import { AdminError } from './admin-error.ts';
import { readJsonBody } from './json-body.ts';

/** What the administration works on. */
export interface AdminRoutes extends AdminDoorOptions {
  readonly keys: KeyStore;
  readonly administration: Administration;
  readonly feed: DashboardFeed;
}

/** Each is sent some kilobytes a second. */
const MAX_VIEWERS = 50;

const newStation = z.strictObject({ name: stationName, settings: stationSettingsSchema.default({}) });
/** Every setting of a station, or null. */
const settingsChange = z.strictObject(
  Object.fromEntries(
    Object.entries(stationSettingsSchema.shape).map(([name, setting]) => [name, setting.nullable()]),
  ),
) as z.ZodType<SettingsChange>;
const newKey = z.strictObject({ label: z.string(), station: z.string().nullish() });

/** Everything under `/api/admin`, behind the admin key. */
export function createAdminRouter(routes: AdminRoutes): Router {
  const router = new Router({ prefix: '/api/admin' });
  router.use(guardAdministration(routes));
  addKeys(router, routes);
  addStations(router, routes);
  addFeed(router, routes);
  router.all('/{*path}', ({ method, path }) => {
    throw new AdminError('not-found', `${method} ${path.slice(0, 200)} is nothing here.`);
  });
  return router;
}

function addKeys(router: Router, { keys, administration }: AdminRoutes): void {
  router.get('/keys', async (context) => {
    context.body = { keys: await keys.list() };
  });
  router.post('/keys', async (context) => {
    const { label, station = null } = await readJsonBody(context.req, newKey);
    if (station !== null && !administration.has(station)) {
      const came = JSON.stringify(station.slice(0, 63));
      throw new AdminError('bad-body', `station: expected the name of a station that exists; ${came} came.`);
    }
    const { entry, key } = await keys.make({ label, station });
    context.status = 201;
    context.body = { ...entry, key };
  });
  router.delete('/keys/:id', async (context) => {
    await keys.revoke(context.params['id'] ?? '');
    context.status = 204;
  });
}

function addStations(router: Router, { administration }: AdminRoutes): void {
  router.get('/stations', (context) => {
    context.body = { stations: administration.reports() };
  });
  router.post('/stations', async (context) => {
    const { name, settings } = await readJsonBody(context.req, newStation);
    context.body = await administration.add(name, settings);
    context.status = 201;
  });
  router.get('/stations/:station', (context) => {
    context.body = administration.report(context.params['station'] ?? '');
  });
  router.patch('/stations/:station', async (context) => {
    const change = await readJsonBody(context.req, settingsChange);
    context.body = await administration.change(context.params['station'] ?? '', change);
  });
  router.delete('/stations/:station', async (context) => {
    await administration.remove(context.params['station'] ?? '');
    context.status = 204;
  });
  router.post('/stations/:station/stop', async (context) => {
    await administration.stop(context.params['station'] ?? '');
    context.status = 204;
  });
}

function addFeed(router: Router, { feed }: AdminRoutes): void {
  router.get('/events', (context) => {
    if (feed.viewers >= MAX_VIEWERS) {
      throw new AdminError('too-many-viewers', `${MAX_VIEWERS} dashboards are open, which is the limit.`);
    }
    const events = feed.open();
    // What is compressed waits for more to come.
    context.compress = false;
    context.type = 'text/event-stream';
    // So does what nginx keeps back.
    context.set('X-Accel-Buffering', 'no');
    context.body = events;
    context.res.once('close', () => events.destroy());
  });
}
