import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import type * as z from 'zod';
import { ConfigurationError } from './configuration-error.ts';
import { configurationSchema, type Configuration } from './configuration-schema.ts';
import { readEnvironment, type EnvironmentSettings } from './environment.ts';

const DEFAULT_FILE = 'ringcast.yaml';

/** Settings with where they came from. */
export interface LoadedConfiguration {
  readonly configuration: Configuration;
  /** The file that was read, if there is one. */
  readonly file: string | undefined;
  /** `RINGCAST_…` variables that are no setting. */
  readonly unknownVariables: readonly string[];
  /** The search path for programs. */
  readonly searchPath: string;
}

/**
 * Reads `ringcast.yaml` (or the file named by `RINGCAST_CONFIG`), lets environment variables win, and checks the
 * whole.
 *
 * @throws ConfigurationError that names each wrong setting.
 */
export function loadConfiguration(environment: NodeJS.ProcessEnv = process.env): LoadedConfiguration {
  const file = findFile(environment.RINGCAST_CONFIG);
  const fromFile = file === undefined ? {} : readFile(file);
  const fromEnvironment = readEnvironment(environment);
  const result = configurationSchema.safeParse(merge(fromFile, fromEnvironment.settings));
  if (!result.success) throw new ConfigurationError(explain(result.error, fromEnvironment, file));
  return {
    configuration: result.data,
    file,
    unknownVariables: fromEnvironment.unknown,
    searchPath: environment.PATH ?? '',
  };
}

function findFile(configured: string | undefined): string | undefined {
  if (configured) {
    if (existsSync(configured)) return resolve(configured);
    throw new ConfigurationError(`RINGCAST_CONFIG: expected a file that exists; "${configured}" does not.`);
  }
  return existsSync(DEFAULT_FILE) ? resolve(DEFAULT_FILE) : undefined;
}

function readFile(file: string): Record<string, unknown> {
  try {
    const content: unknown = parse(readFileSync(file, 'utf8')) ?? {};
    if (typeof content === 'object' && !Array.isArray(content)) return content as Record<string, unknown>;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(`${file} cannot be read: ${why}`, { cause });
  }
  throw new ConfigurationError(`${file}: expected settings as "name: value" lines.`);
}

/** Station names of the environment choose among the stations of the file, or make new ones. */
function merge(
  fromFile: Record<string, unknown>,
  fromEnvironment: Readonly<Record<string, unknown>>,
): unknown {
  const { stations: names, ...rest } = fromEnvironment;
  const merged: Record<string, unknown> = { ...fromFile, ...rest };
  if (!Array.isArray(names)) return merged;
  const known = (fromFile.stations ?? {}) as Record<string, unknown>;
  merged.stations = Object.fromEntries(names.map((name: string) => [name, known[name] ?? {}]));
  return merged;
}

function explain(error: z.ZodError, { origins }: EnvironmentSettings, file: string | undefined): string {
  return error.issues
    .map(({ path, message }) => {
      const setting = path.join('.');
      const variable = origins[String(path[0])];
      const where = variable ?? file ?? 'settings';
      return `${where}: ${setting === '' || setting === variable ? '' : `${setting}: `}${message}`;
    })
    .join('\n');
}
