import { askFfmpeg } from '@ringcast/segmenter';
import { FfmpegLocationError, findServersFfmpeg } from '../../ffmpeg-location.ts';
import type { LoadedConfiguration } from '../../configuration/load-configuration.ts';
import { type Finding, good } from '../finding.ts';

const WHY =
  'Every station needs an ffmpeg for its encoders, and every source that is not 48 kHz stereo PCM one more.';
const REMEDY =
  'Install it (apt-get install ffmpeg, brew install ffmpeg), or set RINGCAST_FFMPEG to one that can.';

/** Whether there is an ffmpeg that can do what Ringcast needs. */
export async function checkFfmpeg(loaded: LoadedConfiguration): Promise<Finding[]> {
  try {
    const { path, foundBy } = await findServersFfmpeg(loaded);
    const version = /ffmpeg version (\S+)/.exec(await askFfmpeg(path, ['-version']))?.[1] ?? '';
    const found = good(`ffmpeg ${version} is there: ${path} (${foundBy}).`);
    const build = await askFfmpeg(path, ['-buildconf']);
    return build.includes('--enable-libsoxr') ? [found] : [found, withoutSoxr(path)];
  } catch (error) {
    if (!(error instanceof FfmpegLocationError)) throw error;
    return [{ level: 'fault', what: error.message, why: WHY, remedy: REMEDY }];
  }
}

function withoutSoxr(path: string): Finding {
  return {
    level: 'fault',
    what: `${path} was built without libsoxr.`,
    why: 'Sound of another rate than 48 kHz, and encoded sound, is resampled by soxr; it would be refused.',
    remedy: REMEDY,
  };
}
