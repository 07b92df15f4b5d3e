import { Journal, Recorder } from '@ringcast/ingest';
import type { Logger } from '@ringcast/segmenter';
import { join } from 'node:path';
import type { Configuration } from './configuration/configuration-schema.ts';
import type { StationCatalogue } from './stations/station-catalogue.ts';

const JOURNAL_FOLDER = 'journal';
const BYTES_PER_MB = 1_000_000;
const MS_PER_HOUR = 3_600_000;
const SECONDS_PER_MINUTE = 60;

/**
 * Opens what the settings say of the journal. Its ages are by the system's clock, as the dates of its files are: the
 * server's own stands still while a machine sleeps, and does not follow where that of a machine without a battery is set.
 */
export function openJournal(
  { stateDir, journalMaxMb, journalMaxAgeHours, record }: Configuration,
  { catalogue, logger }: { catalogue: StationCatalogue; logger: Logger },
): Promise<Journal> {
  return Journal.open({
    folder: join(stateDir, JOURNAL_FOLDER),
    maxBytes: journalMaxMb * BYTES_PER_MB,
    maxAgeMs: journalMaxAgeHours * MS_PER_HOUR,
    isRecorded: (station) => catalogue.settingsOf(station).record ?? record,
    logger,
  });
}

/** Makes recordings of a journal as the settings say. */
export function openRecorder(
  { recordingsDir, recordingMaxMinutes, recordingsMaxMb }: Configuration,
  sources: { readonly journal: Journal; readonly ffmpegPath: string; readonly logger: Logger },
): Recorder {
  return new Recorder({
    ...sources,
    folder: recordingsDir,
    maxSeconds: recordingMaxMinutes * SECONDS_PER_MINUTE,
    maxBytes: recordingsMaxMb * BYTES_PER_MB,
  });
}
