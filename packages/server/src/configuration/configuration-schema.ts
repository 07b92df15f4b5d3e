import { PROFILES, renditionOf } from '@ringcast/segmenter';
import * as z from 'zod';
import { isProxyName } from '../doors/client-address.ts';
import { STATION_EVENTS } from '../events/station-event.ts';

/** A station's name. */
export const stationName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected 1 to 63 of a-z, 0-9 and -, not beginning with -');

const key = z
  .string()
  .min(8, 'expected at least 8 characters')
  .max(200, 'expected at most 200 characters')
  .regex(/^[\x21-\x7e]+$/, 'expected printable ASCII characters without spaces');

const rendition = z
  .string()
  .refine((name) => renditionOf(name) !== undefined, 'expected aac-KBITS (such as aac-96) or flac')
  .refine((name) => {
    const bitrateBps = renditionOf(name)?.bitrateBps ?? 0;
    return name === 'flac' || (bitrateBps >= 16_000 && bitrateBps <= 320_000);
  }, 'expected aac-16 to aac-320');

const renditions = z
  .array(rendition)
  .min(1, 'expected at least one')
  .max(12, 'expected at most 12')
  .refine((names) => new Set(names).size === names.length, 'expected no name twice');

const latency = z.enum(PROFILES);

/** An hour of 48 kHz stereo in memory would be 690 MB; two minutes are 23. */
const delayMs = z.number().int().min(0).max(120_000);

const record = z.boolean();

const whenLate = z.enum(['skip', 'never-skip']);

const secondSource = z.enum(['refuse', 'stand-by']);

/** What a station may have of its own while the server runs; what it lacks follows the settings for all. */
export const stationSettingsSchema = z.strictObject({
  latency: latency.optional(),
  delayMs: delayMs.optional(),
  whenLate: whenLate.optional(),
  record: record.optional(),
  secondSource: secondSource.optional(),
  renditions: renditions.optional(),
});

const origin = z
  .string()
  .refine(
    (text) => /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text,
    'expected an origin such as https://radio.example.org, with no path',
  );

/** Goes into a header. */
const framingOrigin = z.union([z.literal(['*', 'self', 'none']), origin], {
  error: 'expected *, self, none or an origin such as https://radio.example.org',
});

const proxy = z
  .string()
  .refine(isProxyName, 'expected an address, a network (10.0.0.0/8), loopback, linklocal or uniquelocal');

/** What a station has of its own. */
export type StationSettings = z.output<typeof stationSettingsSchema>;

const listen = z.enum(['public', 'token']);

const station = stationSettingsSchema.extend({
  streamKey: key.optional(),
  listen: listen.optional(),
});

const webhookUrl = z
  .url({ protocol: /^https?$/, error: 'expected http or https URLs', abort: true })
  .refine(
    (text) => new URL(text).username === '' && new URL(text).password === '',
    'expected URLs without user and password, which cannot be sent and would be in the log; what must be secret may be in the path or the query, and webhookSecret signs every message',
  );

const settingsSchema = z.strictObject({
  role: z.enum(['all', 'ingest', 'player']).default('all'),
  host: z.string().min(1).optional(),
  port: z.number().int().min(0).max(65_535).default(8000),
  tlsCert: z.string().min(1).optional(),
  tlsKey: z.string().min(1).optional(),
  httpRedirectPort: z.number().int().min(0).max(65_535).optional(),
  publicUrl: z.url({ protocol: /^https?$/, error: 'expected an http or https URL' }).optional(),
  stations: z
    .record(
      stationName,
      station.nullable().transform((value) => value ?? {}),
    )
    .refine((stations) => Object.keys(stations).length > 0, 'expected at least one station')
    .default({ main: {} }),
  streamKey: key.optional(),
  adminKey: key.optional(),
  listen: listen.default('public'),
  listenerSecret: key.min(16, 'expected at least 16 characters').optional(),
  maxWrongKeys: z.number().int().min(1).max(1_000).default(10),
  wrongKeysKeptMs: z.number().int().min(1_000).max(86_400_000).default(600_000),
  trustProxy: z.array(proxy).max(100).default([]),
  allowedOrigins: z.array(origin).max(100).default([]),
  embedOrigins: z.array(framingOrigin).max(100).default(['*']),
  maxConnections: z.number().int().min(10).max(1_000_000).default(20_000),
  maxConnectionsPerAddress: z.number().int().min(1).max(1_000_000).default(2_000),
  maxSourceSockets: z.number().int().min(1).max(100_000).default(1_000),
  maxSourceSocketsPerAddress: z.number().int().min(1).max(100_000).default(64),
  maxStations: z.number().int().min(1).max(10_000).default(200),
  maxWaitingPerStation: z.number().int().min(1).max(1_000_000).default(20_000),
  headerTimeoutMs: z.number().int().min(500).max(120_000).default(10_000),
  helloTimeoutMs: z.number().int().min(500).max(120_000).default(5_000),
  pushIdleMs: z.number().int().min(1_000).max(3_600_000).default(30_000),
  maxBodyBytes: z.number().int().min(1_024).max(10_000_000).default(16_384),
  latency: latency.default('low'),
  renditions: renditions.default(['aac-48', 'aac-96', 'aac-160', 'aac-256', 'flac']),
  windowSegments: z.number().int().min(3).max(100).default(10),
  delayMs: delayMs.default(0),
  whenLate: whenLate.default('skip'),
  secondSource: secondSource.default('refuse'),
  offAirAfterMs: z.number().int().min(1_000).max(86_400_000).default(60_000),
  store: z
    .url({ protocol: /^rediss?$/, error: 'expected redis://HOST:PORT or rediss://USER:PASSWORD@HOST:PORT' })
    .optional(),
  segmentsDir: z.string().min(1).default('segments'),
  record: record.default(true),
  recordingsDir: z.string().min(1).default('recordings'),
  recordingMaxMinutes: z.number().int().min(1).max(1_440).default(180),
  recordingsMaxMb: z.number().int().min(100).max(100_000_000).default(50_000),
  stateDir: z.string().min(1).default('.ringcast'),
  journalMaxMb: z.number().int().min(100).max(100_000_000).default(20_000),
  journalMaxAgeHours: z.number().int().min(1).max(87_600).default(168),
  listenerReports: z.boolean().default(true),
  silentAfterMs: z.number().int().min(1_000).max(3_600_000).default(10_000),
  webhookUrls: z.array(webhookUrl).max(10, 'expected at most 10').default([]),
  webhookSecret: z
    .string()
    .min(16, 'expected at least 16 characters')
    .max(200, 'expected at most 200 characters')
    .optional(),
  webhookEvents: z
    .array(z.enum(STATION_EVENTS))
    .min(1, 'expected at least one')
    .default([...STATION_EVENTS]),
  ffmpeg: z.string().min(1).optional(),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});

/** Settings as an operator writes them; the defaults are the ones of ringcast.example.yaml. */
export const configurationSchema = settingsSchema
  .refine(({ tlsCert, tlsKey }) => (tlsCert === undefined) === (tlsKey === undefined), {
    path: ['tlsCert'],
    error: 'expected tlsCert and tlsKey together, or neither',
  })
  .refine(({ tlsCert, httpRedirectPort }) => tlsCert !== undefined || httpRedirectPort === undefined, {
    path: ['httpRedirectPort'],
    error: 'expected tlsCert and tlsKey beside it, for there is nothing to lead to without',
  })
  .refine(({ webhookUrls, webhookSecret }) => webhookUrls.length === 0 || webhookSecret !== undefined, {
    path: ['webhookSecret'],
    error: 'expected a secret, because webhookUrls names receivers; none came',
  });

/** Settings, checked and with their defaults. */
export type Configuration = z.output<typeof configurationSchema>;
