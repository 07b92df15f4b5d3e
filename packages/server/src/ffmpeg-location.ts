import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { missingEncodersIn } from '@ringcast/segmenter';
import type { Configuration } from './configuration/configuration-schema.ts';
import type { LoadedConfiguration } from './configuration/load-configuration.ts';
import { findExecutable } from './executable-path.ts';

/** It is ended where it has said nothing by then. */
export const ANSWER_WITHIN_MS = 10_000;

/** Where to look for ffmpeg; the first without a fault wins, in the order of these properties. */
export interface FfmpegSearch {
  /** The operator's choice (`RINGCAST_FFMPEG`): a path, or a command of the search path. */
  readonly configured?: string | undefined;
  /** The binary that comes with the dependencies; ffmpeg-static's unless told, null for none. */
  readonly bundled?: string | null;
  /** Folders as in the PATH variable. */
  readonly searchPath: string;
  /** Why a program will not do, in words, or undefined where it will; default that it does not run. */
  readonly faultOf?: (path: string) => Promise<string | undefined>;
}

/** An ffmpeg that will do, and which way it was found. */
export interface FfmpegLocation {
  readonly path: string;
  readonly foundBy: 'setting' | 'ffmpeg-static' | 'search path';
}

/** No ffmpeg that will do; the message is one line that says what to do. */
export class FfmpegLocationError extends Error {
  override readonly name = 'FfmpegLocationError';

  constructor(
    readonly code: 'ffmpeg-missing' | 'ffmpeg-unusable',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The ffmpeg that can do all a server needs. Rejects with {@link FfmpegLocationError}. */
export function findServersFfmpeg(
  {
    configuration,
    searchPath,
  }: Pick<LoadedConfiguration, 'searchPath'> & {
    readonly configuration: Pick<Configuration, 'ffmpeg'>;
  },
  { bundled }: Pick<FfmpegSearch, 'bundled'> = {},
): Promise<FfmpegLocation> {
  const places = { configured: configuration.ffmpeg, searchPath, ...(bundled !== undefined && { bundled }) };
  return findFfmpeg({ ...places, faultOf: faultOfUse });
}

/** The ffmpeg to use. Rejects with {@link FfmpegLocationError} where none will do, or the configured one will not. */
export async function findFfmpeg(search: FfmpegSearch): Promise<FfmpegLocation> {
  const { faultOf = faultOfRunning } = search;
  if (search.configured) return checkConfigured(search.configured, search.searchPath, faultOf);
  const bundled = search.bundled === undefined ? bundledFfmpegPath() : search.bundled;
  if (bundled !== null && (await faultOf(bundled)) === undefined) {
    return { path: bundled, foundBy: 'ffmpeg-static' };
  }
  const path = findExecutable('ffmpeg', search.searchPath);
  const failure = path === undefined ? undefined : await faultOf(path);
  if (path !== undefined && failure === undefined) return { path, foundBy: 'search path' };
  throw new FfmpegLocationError(
    'ffmpeg-missing',
    `${failure ? `${path} cannot be used (${failure})` : 'ffmpeg was not found'}; install it (apt-get install ffmpeg, ` +
      'brew install ffmpeg, winget install ffmpeg) or set RINGCAST_FFMPEG to its path',
  );
}

async function checkConfigured(
  configured: string,
  searchPath: string,
  faultOf: (path: string) => Promise<string | undefined>,
): Promise<FfmpegLocation> {
  const path = findExecutable(configured, searchPath);
  const failure = path === undefined ? 'there is no such program' : await faultOf(path);
  if (path !== undefined && failure === undefined) return { path, foundBy: 'setting' };
  throw new FfmpegLocationError(
    'ffmpeg-unusable',
    `RINGCAST_FFMPEG must be the path of an ffmpeg; "${configured}" cannot be used (${failure})`,
  );
}

/** Why a program is no ffmpeg that runs and has what a server needs, or undefined where it is one. */
async function faultOfUse(path: string): Promise<string | undefined> {
  const { answer, fault } = await ask(path, '-encoders');
  const missing = missingEncodersIn(answer);
  return fault ?? (missing.length > 0 ? `it has no encoder ${missing.join(', ')}` : undefined);
}

/** Why a program is no ffmpeg that runs, or undefined where it is one. */
export async function faultOfRunning(path: string): Promise<string | undefined> {
  return (await ask(path, '-version')).fault;
}

/** What a program answers, and why it is no ffmpeg that runs. */
async function ask(path: string, question: string): Promise<{ answer: string; fault: string | undefined }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(path, [question], { timeout: ANSWER_WITHIN_MS });
    const answer = `${stdout}\n${stderr}`;
    return { answer, fault: /^ffmpeg version/m.test(answer) ? undefined : 'it is not ffmpeg' };
  } catch (error) {
    const { code, signal, killed } = error as { code?: string | number; signal?: string; killed?: boolean };
    const ending = typeof code === 'number' ? `exit code ${code}` : String(code ?? signal ?? error);
    return { answer: '', fault: killed ? `it did not answer within ${ANSWER_WITHIN_MS / 1_000} s` : ending };
  }
}

/**
 * Where ffmpeg-static has its binary; whether it came is another matter. The package's own code is under the GPL and
 * is not loaded.
 */
function bundledFfmpegPath(): string | null {
  try {
    const manifest = createRequire(import.meta.url).resolve('ffmpeg-static/package.json');
    return join(dirname(manifest), process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg');
  } catch {
    // It is an optional dependency.
    return null;
  }
}
