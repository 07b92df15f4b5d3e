import { locateProgram } from '../test/helpers/required-program.ts';

/** Where the programs are that a stage needs. */
export async function programPaths(): Promise<{ chromiumPath: string; ffmpegPath: string }> {
  const [chromiumPath, ffmpegPath] = await Promise.all([locateProgram('chromium'), locateProgram('ffmpeg')]);
  return { chromiumPath: chromiumPath ?? 'chromium', ffmpegPath: ffmpegPath ?? 'ffmpeg' };
}
