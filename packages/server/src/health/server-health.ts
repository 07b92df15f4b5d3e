import type { JournalState } from '@ringcast/ingest';
import type { PublicationReader } from '@ringcast/segmenter';
import type { Configuration } from '../configuration/configuration-schema.ts';
import type { Stations } from '../stations/stations.ts';
import { checkEventLoop } from './event-loop-check.ts';
import { checkFfmpeg } from './ffmpeg-check.ts';
import { checkFolders } from './folder-check.ts';
import { Health, type HealthCheck } from './health.ts';

/** An encoder that has given nothing for so long is not only slow. */
const ENCODER_LOST_MS = 5_000;

/** Both answers for whoever watches over a process. */
export interface ServerHealth {
  /** Whether the process works; otherwise it is to be started again. */
  readonly live: Health;
  /** Whether it should get broadcasters and listeners. */
  readonly ready: Health;
}

/** What all of the server's health follows from. */
export interface ServerHealthOptions {
  readonly configuration: Pick<Configuration, 'store' | 'segmentsDir' | 'stateDir'>;
  readonly now: () => number;
  /** Aborted when the process goes down. */
  readonly closing: AbortSignal;
  /** What comes from other processes, where anything does. */
  readonly reader?: Pick<PublicationReader, 'failure'> | undefined;
  /** Undefined in a process that only plays. */
  readonly inward?: InwardHealth;
}

/** What broadcasts need. */
export interface InwardHealth {
  readonly ffmpegPath: string;
  readonly stations: Pick<Stations, 'names' | 'find' | 'storeFaults'>;
  readonly journal: () => JournalState;
}

/** Puts the checks of a process together. */
export function watchHealth(options: ServerHealthOptions): ServerHealth {
  const { configuration, now, closing, reader, inward } = options;
  const eventLoop = checkEventLoop();
  const running: HealthCheck = {
    name: 'running',
    findFault: () => (closing.aborted ? 'the server is going down' : undefined),
  };
  const checks = inward
    ? [
        checkFfmpeg(inward.ffmpegPath, now),
        ...checkFolders(foldersOf(configuration)),
        ...checkBroadcasts(inward),
      ]
    : [];
  const ready = [running, eventLoop, ...(reader ? [checkReader(reader)] : []), ...checks];
  return { live: new Health([eventLoop], now), ready: new Health(ready, now) };
}

function foldersOf({ store, segmentsDir, stateDir }: ServerHealthOptions['configuration']) {
  return { ...(store === undefined && { segmentsDir }), stateDir };
}

function checkReader(reader: Pick<PublicationReader, 'failure'>): HealthCheck {
  return {
    name: 'store',
    findFault: () => reader.failure && `nothing new comes from the store: ${reader.failure}`,
  };
}

function checkBroadcasts({ stations, journal }: InwardHealth): HealthCheck[] {
  return [
    {
      name: 'journal',
      findFault() {
        const { failure } = journal();
        return (
          failure &&
          `what broadcasters send waits in memory, because the journal cannot be written: ${failure}`
        );
      },
    },
    {
      name: 'segments',
      findFault: () =>
        joined(stations.storeFaults(), (fault) => `its place in the store is behind: ${fault}`),
    },
    {
      name: 'encoders',
      findFault: () =>
        joined(stuckEncodersOf(stations), (lagMs) => `its encoder is ${Math.round(lagMs)} ms behind`),
    },
  ];
}

function stuckEncodersOf(stations: InwardHealth['stations']): Map<string, number> {
  const lags = stations.names.map((name) => [name, stations.find(name)?.onAir?.encoderLagMs ?? 0] as const);
  return new Map(lags.filter(([, lagMs]) => lagMs > ENCODER_LOST_MS));
}

function joined<T>(faults: ReadonlyMap<string, T>, say: (fault: T) => string): string | undefined {
  if (faults.size === 0) return undefined;
  return Array.from(faults, ([station, fault]) => `station "${station}": ${say(fault)}`).join('; ');
}
