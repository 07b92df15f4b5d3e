import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { ConfigurationError } from '../configuration/configuration-error.ts';
import {
  type Configuration,
  stationName,
  type StationSettings,
  stationSettingsSchema,
} from '../configuration/configuration-schema.ts';

const FILE = 'stations.json';

/** What is kept: the stations that were made at run time, and what was changed of those in the settings. */
const keptSchema = z.record(stationName, stationSettingsSchema);
type KeptStations = Readonly<z.output<typeof keptSchema>>;

/** A station that is made or changed at run time. */
export interface CatalogueEntry {
  readonly name: string;
  readonly settings: StationSettings;
}

/**
 * Which stations there are and what each has of its own: those of the settings, and on top of them what was made and
 * changed while the server ran, which is kept in the state folder. The operator's own file is never written.
 */
export class StationCatalogue {
  readonly #file: string;
  readonly #configured: Configuration['stations'];
  #kept: KeptStations;
  /** One after the other. */
  #changing: Promise<void> = Promise.resolve();

  /** @throws ConfigurationError where what is kept cannot be read. */
  static open({ stations, stateDir }: Configuration): StationCatalogue {
    const file = join(stateDir, FILE);
    return new StationCatalogue(file, stations, readKept(file));
  }

  private constructor(file: string, configured: Configuration['stations'], kept: KeptStations) {
    this.#file = file;
    this.#configured = configured;
    this.#kept = kept;
  }

  /** All stations with what they have of their own, those of the settings first. */
  get stations(): Configuration['stations'] {
    const names = new Set([...Object.keys(this.#configured), ...Object.keys(this.#kept)]);
    return Object.fromEntries(
      Array.from(names, (name) => [name, { ...this.#configured[name], ...this.#kept[name] }]),
    );
  }

  /** Whether there is a station of this name. */
  has(name: string): boolean {
    return Object.hasOwn(this.#configured, name) || Object.hasOwn(this.#kept, name);
  }

  /** Whether the settings name it, so that it cannot be removed at run time. */
  isConfigured(name: string): boolean {
    return Object.hasOwn(this.#configured, name);
  }

  /** What a station has of its own; it has nothing where it does not exist. */
  settingsOf(name: string): StationSettings {
    const { streamKey: _, ...settings } = {
      streamKey: undefined,
      ...this.#configured[name],
      ...this.#kept[name],
    };
    return settings;
  }

  /** What was made or changed of a station at run time. */
  keptOf(name: string): StationSettings {
    return this.#kept[name] ?? {};
  }

  /** Keeps a station that is new, or what is changed of one. Rejects where the state folder cannot be written. */
  async put({ name, settings }: CatalogueEntry): Promise<void> {
    await this.#change((kept) => ({ ...kept, [name]: settings }));
  }

  /** Keeps a station no more. Rejects where the state folder cannot be written. */
  async remove(name: string): Promise<void> {
    await this.#change((kept) =>
      Object.fromEntries(Object.entries(kept).filter(([other]) => other !== name)),
    );
  }

  async #change(change: (kept: KeptStations) => KeptStations): Promise<void> {
    const changed = this.#changing.then(async () => {
      const kept = change(this.#kept);
      await writeWhole(this.#file, `${JSON.stringify(kept, undefined, 2)}\n`);
      this.#kept = kept;
    });
    this.#changing = changed.catch(() => {});
    await changed;
  }
}

function readKept(file: string): KeptStations {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    // Nothing was made or changed at run time yet.
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return {};
    throw new ConfigurationError(`${file} cannot be read: ${String(cause)}`, { cause });
  }
  try {
    return keptSchema.parse(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new ConfigurationError(
      `${file}: expected the stations as Ringcast writes them. Correct it, or remove it to have those of the settings only. ${why}`,
      { cause },
    );
  }
}

async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}
