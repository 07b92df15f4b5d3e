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

/** Examines this computer: whether it can run the server as the settings say. */
export async function examineMachine(loaded: LoadedConfiguration): Promise<Finding[]> {
  const { configuration, unknownVariables } = loaded;
  const folders = foldersOf(configuration).map(checkFolder);
  const checks = await Promise.all([checkFfmpeg(loaded), ...folders, checkClock()]);
  return [
    ...unknownVariables.map(misspelt),
    ...checks.flat(),
    ...checkCertificate(configuration, Date.now()),
  ];
}

function foldersOf({ segmentsDir, stateDir, recordingsDir, record }: Configuration): CheckedFolder[] {
  const folders = [
    {
      setting: 'segmentsDir',
      folder: segmentsDir,
      leastFreeMb: 50,
      leastMbPerSecond: SEGMENTS_MB_PER_SECOND,
    },
    { setting: 'stateDir', folder: stateDir, leastFreeMb: 1_000, leastMbPerSecond: STATE_MB_PER_SECOND },
  ];
  const recordings = {
    setting: 'recordingsDir',
    folder: recordingsDir,
    leastFreeMb: 1_000,
    leastMbPerSecond: STATE_MB_PER_SECOND,
  };
  return record ? [...folders, recordings] : folders;
}

function misspelt(variable: string): Finding {
  return {
    level: 'warning',
    what: `${variable} is no setting.`,
    why: 'What it was to set has its default.',
    remedy: 'Look for its spelling in docs/configuration.md.',
  };
}
