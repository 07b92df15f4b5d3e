import type { Configuration } from '../../configuration/configuration-schema.ts';
import type { LoadedConfiguration } from '../../configuration/load-configuration.ts';
import type { Finding } from '../finding.ts';
import { checkCertificate } from './certificate-check.ts';
import { checkClock } from './clock-check.ts';
import { checkFfmpeg } from './ffmpeg-check.ts';
import { type CheckedFolder, checkFolder } from './folder-check.ts';

/** Four renditions and FLAC of one station take 0.2 MB/s; some stations, and some air. */
const SEGMENTS_MB_PER_SECOND = 2;
/** A source of 48 kHz stereo takes 0.2 MB/s. */
const STATE_MB_PER_SECOND = 1;
/** More than an hour of it. */
const KEPT_SOUND_MB = 1_000;
/** A player keeps its name and a secret. */
const PLAYER_MB = 10;

/** Examines this computer: whether it can run the server as the settings say. */
export async function examineMachine(loaded: LoadedConfiguration): Promise<Finding[]> {
  const { configuration, unknownVariables } = loaded;
  const ffmpeg = configuration.role === 'player' ? [] : [checkFfmpeg(loaded)];
  const folders = foldersOf(configuration).map(checkFolder);
  const checks = await Promise.all([...ffmpeg, ...folders, checkClock()]);
  return [
    ...unknownVariables.map(misspelt),
    ...checks.flat(),
    ...checkCertificate(configuration, Date.now()),
  ];
}

/** What a server writes to, as its role and its store are. */
function foldersOf(configuration: Configuration): CheckedFolder[] {
  const { role, store, stateDir, segmentsDir, recordingsDir, record, stations } = configuration;
  const state = { setting: 'stateDir', folder: stateDir, leastMbPerSecond: STATE_MB_PER_SECOND };
  if (role === 'player') return [{ ...state, leastFreeMb: PLAYER_MB }];
  const folders: CheckedFolder[] = [{ ...state, leastFreeMb: KEPT_SOUND_MB }];
  if (store === undefined) {
    const leastMbPerSecond = SEGMENTS_MB_PER_SECOND;
    folders.unshift({ setting: 'segmentsDir', folder: segmentsDir, leastFreeMb: 50, leastMbPerSecond });
  }
  if (record || Object.values(stations).some((station) => station.record)) {
    const least = { leastFreeMb: KEPT_SOUND_MB, leastMbPerSecond: STATE_MB_PER_SECOND };
    folders.push({ setting: 'recordingsDir', folder: recordingsDir, ...least });
  }
  return folders;
}

function misspelt(variable: string): Finding {
  return {
    level: 'fault',
    what: `${variable} is no setting.`,
    why: 'The server does not start with it: what it was to set would have its default.',
    remedy: 'Look for its spelling in docs/configuration.md.',
  };
}
