import { createIngest, type Ingest, type Journal } from '@ringcast/ingest';
import { createPlayer, SYSTEM_CLOCK, type Player } from '@ringcast/player';
import type { Logger, PublicationReader, PublicationSource } from '@ringcast/segmenter';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Configuration } from './configuration/configuration-schema.ts';
import { ingestSettingsOf, playerSettingsOf, SPOOL_FOLDER } from './configuration/part-settings.ts';
import type { KeyDoor } from './doors/key-door.ts';
import { openJournal } from './kept-sound.ts';
import { ServerClock } from './server-clock.ts';
import { HeardPublications } from './stations/heard-publications.ts';
import type { StationCatalogue } from './stations/station-catalogue.ts';
import { Stations } from './stations/stations.ts';
import { openStore } from './store.ts';

/** What sound goes through, from its source to its listeners. */
export interface SoundPath {
  readonly stations: Stations;
  readonly journal: Journal;
  readonly ingest: Ingest;
  /** What listeners of this process hear. */
  readonly publications: PublicationSource;
  /** Where those of them come from that are other machines'; undefined where there are none. */
  readonly others: PublicationReader | undefined;
  readonly player: Player;
  /** The server's clock. */
  readonly now: () => number;
  /** When the stations are closed. */
  readonly closeStore: () => Promise<void>;
}

/** What it takes to open one. */
export interface SoundPathOptions {
  readonly configuration: Configuration;
  readonly catalogue: StationCatalogue;
  readonly door: KeyDoor;
  readonly ffmpegPath: string;
  readonly logger: Logger;
}

/** Opens the way of the sound, and puts on it what a former process left. */
export async function openSoundPath(options: SoundPathOptions): Promise<SoundPath> {
  const { configuration, catalogue, door, ffmpegPath, logger } = options;
  const clock = new ServerClock(configuration.stateDir, logger);
  const { now } = clock;
  const store = openStore(configuration, logger);
  const stations = await Stations.open({ configuration, store, ffmpegPath, clock, logger });
  const journal = await openJournal(configuration, { catalogue, logger });
  const { judgeStreamKey } = door;
  await rm(join(configuration.stateDir, SPOOL_FOLDER), { recursive: true, force: true });
  const ingest = createIngest({
    ...ingestSettingsOf(configuration),
    stations,
    judgeStreamKey,
    journal,
    ffmpegPath,
    now,
    logger,
  });
  const hearsOthers = configuration.store !== undefined && configuration.role === 'all';
  const others = hearsOthers ? await store.follow(stations.names) : undefined;
  const publications = new HeardPublications(stations, others);
  const player = createPlayer({
    ...playerSettingsOf(configuration),
    source: publications,
    stations: stations.names,
    programmeOf: (station) => ingest.programmeOf(station),
    clock: { ...SYSTEM_CLOCK, wallMs: now },
    logger,
  });
  stations.restore();
  await ingest.restore();
  const closeStore = async (): Promise<void> => {
    await others?.close();
    await store.close();
  };
  return { stations, journal, ingest, publications, others, player, now, closeStore };
}
