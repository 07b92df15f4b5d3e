import type { AddressLookup } from '@ringcast/ingest';
import type { Context, Middleware } from 'koa';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import getRawBody from 'raw-body';
import { networkOf } from '../doors/client-network.ts';
import { type ListenerReport, listenerReportSchema } from '../metrics/listener-report.ts';

/** What takes listeners' reports. */
export interface ListenerReportOptions {
  /** Whether the operator wants any. */
  readonly isWanted: boolean;
  readonly addressOf: AddressLookup;
  readonly hasStation: (name: string) => boolean;
  readonly onReport: (station: string, report: ListenerReport) => void;
}

/** A report has some 60 bytes. */
const MAX_BODY_BYTES = 512;
/** A listener sends two a minute; a few hundred may sit behind one address. */
const PER_ADDRESS_AND_MINUTE = 600;
const MINUTE_SECONDS = 60;

/**
 * `POST /api/stations/:station/reports`: a player says how it is heard. The body is JSON, of whatever content type,
 * so that pages of other sites need not ask first. 204, or 410 where reports are not wanted and a player sends no more.
 */
export function takeListenerReport({
  isWanted,
  addressOf,
  hasStation,
  onReport,
}: ListenerReportOptions): Middleware {
  const limiter = new RateLimiterMemory({ points: PER_ADDRESS_AND_MINUTE, duration: MINUTE_SECONDS });
  return async (context) => {
    const station = String((context.params as Record<string, unknown>)['station']);
    context.set({ 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'no-store' });
    if (!isWanted) return refuse(context, 410, 'Reports are not wanted here (listenerReports: false).');
    if (!hasStation(station)) return refuse(context, 404, 'There is no such station.');
    if (!(await isWithinLimit(limiter, networkOf(addressOf(context.req))))) {
      return refuse(
        context,
        429,
        `An address may send ${PER_ADDRESS_AND_MINUTE} reports a minute; more came.`,
      );
    }
    const result = listenerReportSchema.safeParse(await readJson(context));
    if (!result.success) {
      const faults = result.error.issues.map(
        ({ path, message }) => `${path.join('.') || 'body'}: ${message}`,
      );
      return refuse(context, 400, `The body is no report. ${faults.join('; ')}`);
    }
    onReport(station, result.data);
    context.status = 204;
  };
}

function isWithinLimit(limiter: RateLimiterMemory, address: string): Promise<boolean> {
  return limiter.consume(address).then(
    () => true,
    () => false,
  );
}

/** Undefined for what is too long, cut off or no JSON, which no schema takes. */
async function readJson({ req }: Context): Promise<unknown> {
  try {
    return JSON.parse((await getRawBody(req, { limit: MAX_BODY_BYTES })).toString());
  } catch {
    return undefined;
  }
}

function refuse(context: Context, status: number, message: string): void {
  context.status = status;
  context.body = { code: 'report-refused', message };
}
