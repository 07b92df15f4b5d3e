import { type Logger, SegmenterError } from '@ringcast/segmenter';
import { ConfigurationError } from '../configuration/configuration-error.ts';
import { loadConfiguration, type LoadedConfiguration } from '../configuration/load-configuration.ts';
import { FfmpegLocationError, findServersFfmpeg } from '../ffmpeg-location.ts';
import { FolderInUseError } from '../folder-claim.ts';
import { ListenError } from '../http-listener.ts';
import { greetingOf } from '../links.ts';
import { createLogger } from '../logging.ts';
import type { RingcastServer } from '../ringcast-server.ts';
import { EXIT_CODES } from './exit-code.ts';

/** Broadcasts end cleanly within this time, or the process ends without. */
const SHUTDOWN_LIMIT_MS = 5_000;

/** Runs the server until a signal ends it; where it cannot start, says why and ends the process. */
export async function start(): Promise<void> {
  try {
    await run();
  } catch (cause) {
    const isExplained =
      cause instanceof ConfigurationError ||
      cause instanceof FfmpegLocationError ||
      cause instanceof FolderInUseError ||
      cause instanceof ListenError ||
      cause instanceof SegmenterError;
    const stack = cause instanceof Error ? cause.stack : String(cause);
    process.stderr.write(`${isExplained ? `Ringcast cannot start. ${cause.message}` : stack}\n`);
    process.exit(EXIT_CODES.failed);
  }
}

async function run(): Promise<void> {
  const loaded = loadConfiguration();
  refuseUnknown(loaded);
  const logger = createLogger(loaded.configuration);
  // Both take a third of a second, and a restart is a pause for listeners.
  const [ffmpegPath, { startServer }] = await Promise.all([
    prepareFfmpeg(loaded, logger),
    import('../ringcast-server.ts'),
  ]);
  const server = await startServer({ ...loaded, ffmpegPath, logger });
  process.stdout.write(greetingOf(server));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(server, logger));
}

/** What a misspelt variable was to set would have its default, and a station that is not for everyone be public. */
function refuseUnknown({ unknownVariables }: LoadedConfiguration): void {
  if (unknownVariables.length === 0) return;
  const lines = unknownVariables.map(
    (variable) => `${variable}: expected a setting of docs/configuration.md; there is none of this name.`,
  );
  throw new ConfigurationError(lines.join('\n'));
}

async function prepareFfmpeg(loaded: LoadedConfiguration, logger: Logger): Promise<string | undefined> {
  if (loaded.configuration.role === 'player') return undefined;
  const { path, foundBy } = await findServersFfmpeg(loaded);
  logger.debug({ ffmpegPath: path, foundBy }, 'ffmpeg is there');
  return path;
}

async function stop(server: RingcastServer, logger: Logger): Promise<void> {
  setTimeout(() => process.exit(EXIT_CODES.failed), SHUTDOWN_LIMIT_MS).unref();
  try {
    await server.close();
    process.exit();
  } catch (err) {
    logger.error({ err }, 'the server did not go down cleanly');
    process.exit(EXIT_CODES.failed);
  }
}
