import Router from '@koa/router';
import { z } from 'zod';
import type { KeyStore } from '../keys/key-store.ts';
import { guardAdministration, type AdminDoorOptions } from './admin-door.ts';
import { AdminError } from './admin-error.ts';
import { readJsonBody } from './json-body.ts';

/** What the administration works on. */
export interface AdminRoutes extends AdminDoorOptions {
  readonly keys: KeyStore;
  readonly hasStation: (name: string) => boolean;
}

const newKey = z.strictObject({ label: z.string(), station: z.string().nullish() });

/** Everything under `/api/admin`, behind the admin key. */
export function createAdminRouter(routes: AdminRoutes): Router {
  const router = new Router({ prefix: '/api/admin' });
  router.use(guardAdministration(routes));
  addKeys(router, routes);
  router.all('/{*path}', ({ method, path }) => {
    throw new AdminError('not-found', `${method} ${path.slice(0, 200)} is nothing here.`);
  });
  return router;
}

function addKeys(router: Router, { keys, hasStation }: AdminRoutes): void {
  router.get('/keys', async (context) => {
    context.body = { keys: await keys.list() };
  });
  router.post('/keys', async (context) => {
    const { label, station = null } = await readJsonBody(context.req, newKey);
    if (station !== null && !hasStation(station)) {
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
