/** How a variable's text becomes a setting's value. */
type Reader = (text: string) => unknown;

const asText: Reader = (text) => text;
/** Text that is no number stays text, so that the schema's message shows what came. */
const asNumber: Reader = (text) => (/^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text);
const asBoolean: Reader = (text) => ({ true: true, false: false })[text.trim()] ?? text;
const asList: Reader = (text) => text.split(',').map((item) => item.trim());

/** Every setting that an environment variable can give, and how. `RINGCAST_STATIONS` lists names only. */
const VARIABLES: Readonly<Record<string, { setting: string; read: Reader }>> = {
  PORT: { setting: 'port', read: asNumber },
  RINGCAST_PORT: { setting: 'port', read: asNumber },
  RINGCAST_HOST: { setting: 'host', read: asText },
  RINGCAST_ROLE: { setting: 'role', read: asText },
  RINGCAST_TLS_CERT: { setting: 'tlsCert', read: asText },
  RINGCAST_TLS_KEY: { setting: 'tlsKey', read: asText },
  RINGCAST_HTTP_REDIRECT_PORT: { setting: 'httpRedirectPort', read: asNumber },
  RINGCAST_PUBLIC_URL: { setting: 'publicUrl', read: asText },
  RINGCAST_STATIONS: { setting: 'stations', read: asList },
  RINGCAST_STREAM_KEY: { setting: 'streamKey', read: asText },
  RINGCAST_ADMIN_KEY: { setting: 'adminKey', read: asText },
  RINGCAST_LISTEN: { setting: 'listen', read: asText },
  RINGCAST_LISTENER_SECRET: { setting: 'listenerSecret', read: asText },
  RINGCAST_MAX_WRONG_KEYS: { setting: 'maxWrongKeys', read: asNumber },
  RINGCAST_WRONG_KEYS_KEPT_MS: { setting: 'wrongKeysKeptMs', read: asNumber },
  RINGCAST_TRUST_PROXY: { setting: 'trustProxy', read: asList },
  RINGCAST_ALLOWED_ORIGINS: { setting: 'allowedOrigins', read: asList },
  RINGCAST_EMBED_ORIGINS: { setting: 'embedOrigins', read: asList },
  RINGCAST_MAX_CONNECTIONS: { setting: 'maxConnections', read: asNumber },
  RINGCAST_MAX_CONNECTIONS_PER_ADDRESS: { setting: 'maxConnectionsPerAddress', read: asNumber },
  RINGCAST_MAX_SOURCE_SOCKETS: { setting: 'maxSourceSockets', read: asNumber },
  RINGCAST_MAX_SOURCE_SOCKETS_PER_ADDRESS: { setting: 'maxSourceSocketsPerAddress', read: asNumber },
  RINGCAST_MAX_STATIONS: { setting: 'maxStations', read: asNumber },
  RINGCAST_MAX_WAITING_PER_STATION: { setting: 'maxWaitingPerStation', read: asNumber },
  RINGCAST_HEADER_TIMEOUT_MS: { setting: 'headerTimeoutMs', read: asNumber },
  RINGCAST_HELLO_TIMEOUT_MS: { setting: 'helloTimeoutMs', read: asNumber },
  RINGCAST_PUSH_IDLE_MS: { setting: 'pushIdleMs', read: asNumber },
  RINGCAST_MAX_BODY_BYTES: { setting: 'maxBodyBytes', read: asNumber },
  RINGCAST_LATENCY: { setting: 'latency', read: asText },
  RINGCAST_RENDITIONS: { setting: 'renditions', read: asList },
  RINGCAST_WINDOW_SEGMENTS: { setting: 'windowSegments', read: asNumber },
  RINGCAST_DELAY_MS: { setting: 'delayMs', read: asNumber },
  RINGCAST_WHEN_LATE: { setting: 'whenLate', read: asText },
  RINGCAST_SECOND_SOURCE: { setting: 'secondSource', read: asText },
  RINGCAST_OFF_AIR_AFTER_MS: { setting: 'offAirAfterMs', read: asNumber },
  RINGCAST_STORE: { setting: 'store', read: asText },
  RINGCAST_SEGMENTS_DIR: { setting: 'segmentsDir', read: asText },
  RINGCAST_RECORD: { setting: 'record', read: asBoolean },
  RINGCAST_RECORDINGS_DIR: { setting: 'recordingsDir', read: asText },
  RINGCAST_RECORDING_MAX_MINUTES: { setting: 'recordingMaxMinutes', read: asNumber },
  RINGCAST_RECORDINGS_MAX_MB: { setting: 'recordingsMaxMb', read: asNumber },
  RINGCAST_STATE_DIR: { setting: 'stateDir', read: asText },
  RINGCAST_JOURNAL_MAX_MB: { setting: 'journalMaxMb', read: asNumber },
  RINGCAST_JOURNAL_MAX_AGE_HOURS: { setting: 'journalMaxAgeHours', read: asNumber },
  RINGCAST_LISTENER_REPORTS: { setting: 'listenerReports', read: asBoolean },
  RINGCAST_SILENT_AFTER_MS: { setting: 'silentAfterMs', read: asNumber },
  RINGCAST_WEBHOOK_URLS: { setting: 'webhookUrls', read: asList },
  RINGCAST_WEBHOOK_SECRET: { setting: 'webhookSecret', read: asText },
  RINGCAST_WEBHOOK_EVENTS: { setting: 'webhookEvents', read: asList },
  RINGCAST_FFMPEG: { setting: 'ffmpeg', read: asText },
  RINGCAST_LOG_LEVEL: { setting: 'logLevel', read: asText },
};

/** Variables of Ringcast that are no settings: where these are, and what compose files and Caddyfile are told. */
const OTHER_VARIABLES = new Set([
  'RINGCAST_CONFIG',
  'RINGCAST_DOMAIN',
  'RINGCAST_PLAYERS',
  'RINGCAST_SOURCE_ADDRESS',
  'RINGCAST_UPSTREAMS',
  'RINGCAST_UPSTREAM',
  'RINGCAST_HTTP_PORT',
  'RINGCAST_HTTPS_PORT',
]);

/** Kubernetes tells every container of each service near it: of one named ringcast-edge by RINGCAST_EDGE_SERVICE_HOST. */
const SERVICE_NAME = /_SERVICE_(HOST|PORT)(_|$)|_PORT_\d+_(TCP|UDP|SCTP)(_|$)/;
const SERVICE_ADDRESS = /^(tcp|udp|sctp):\/\/./;

/** What the environment says. */
export interface EnvironmentSettings {
  /** By the setting's name; `stations` is a list of names. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Which variable gave a setting, for messages. */
  readonly origins: Readonly<Record<string, string>>;
  /** `RINGCAST_…` variables that are no setting: misspelt. */
  readonly unknown: readonly string[];
}

/** Reads the settings that environment variables give. An empty variable counts as none. */
export function readEnvironment(environment: NodeJS.ProcessEnv): EnvironmentSettings {
  const settings: Record<string, unknown> = {};
  const origins: Record<string, string> = {};
  const texts = new Map(Object.entries(environment).filter(isGiven));
  for (const [variable, { setting, read }] of Object.entries(VARIABLES)) {
    const text = texts.get(variable);
    if (text === undefined) continue;
    settings[setting] = read(text);
    origins[setting] = variable;
  }
  const unknown = [...texts.keys()].filter(
    (name) => name.startsWith('RINGCAST_') && !Object.hasOwn(VARIABLES, name) && !OTHER_VARIABLES.has(name),
  );
  return { settings, origins, unknown };
}

/** Whether somebody has set it, and to something. */
function isGiven(variable: [name: string, text: string | undefined]): variable is [string, string] {
  const [name, text = ''] = variable;
  const isOfService = SERVICE_NAME.test(name) || (name.endsWith('_PORT') && SERVICE_ADDRESS.test(text));
  return text.trim() !== '' && !isOfService;
}
