import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { ConfigurationError } from '../configuration/configuration-error.ts';
import {
  type Configuration,
  stationName,
  type StationSettings,
  stationSettingsSchema,
} from '../configuration/configuration-schema.ts';

const FILE = 'stations.json';

const keptStationSchema = stationSettingsSchema.extend({
  /** The settings name it, and the rest is what was changed of it; without it, it was made at run time. */
  isConfigured: z.literal(true).optional(),
});

/** What is kept: the stations that were made at run time, and what was changed of those in the settings. */
const keptSchema = z.record(stationName, keptStationSchema);
type KeptStation = z.output<typeof keptStationSchema>;
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
  /** Whether the file says the same. */
  #isWritten: boolean;
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
    this.#kept = this.#marked(kept);
    this.#isWritten = isDeepStrictEqual(this.#kept, kept);
  }

  /** All stations with what they have of their own, those of the settings first. */
  get stations(): Configuration['stations'] {
    const names = new Set([...Object.keys(this.#configured), ...Object.keys(this.#kept)]);
    const present = [...names].filter((name) => this.has(name));
    return Object.fromEntries(
      present.map((name) => [name, { ...this.#configured[name], ...this.keptOf(name) }]),
    );
  }

  /** Whether there is a station of this name. */
  has(name: string): boolean {
    // What was changed of a station is no station once the settings name that no more.
    const isMade = Object.hasOwn(this.#kept, name) && !this.#kept[name]?.isConfigured;
    return isMade || this.isConfigured(name);
  }

  /** Whether the settings name it, so that it cannot be removed at run time. */
  isConfigured(name: string): boolean {
    return Object.hasOwn(this.#configured, name);
  }

  /** What a station has of its own that may change at run time; it has nothing where it does not exist. */
  settingsOf(name: string): StationSettings {
    return { ...this.configuredOf(name), ...this.keptOf(name) };
  }

  /** What the settings say of a station, of all that may change at run time. */
  configuredOf(name: string): StationSettings {
    const own = { streamKey: undefined, listen: undefined, ...this.#configured[name] };
    const { streamKey: _key, listen: _listen, ...settings } = own;
    return settings;
  }

  /** What was made or changed of a station at run time. */
  keptOf(name: string): StationSettings {
    if (!this.has(name)) return {};
    const { isConfigured: _, ...settings } = this.#kept[name] ?? {};
    return settings;
  }

  /**
   * Writes down which of the stations the settings name at this start, so that none of these comes to life by what was
   * changed of it once they name it no more. Rejects where the state folder cannot be written.
   */
  async noteConfigured(): Promise<void> {
    if (!this.#isWritten) await this.#change((kept) => kept);
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
      const kept = this.#marked(change(this.#kept));
      await writeWhole(this.#file, `${JSON.stringify(kept, undefined, 2)}\n`);
      this.#kept = kept;
      this.#isWritten = true;
    });
    this.#changing = changed.catch(() => {});
    await changed;
  }

  /** Tells what is changed of stations of the settings from stations that were made; where it is nothing it goes. */
  #marked(kept: KeptStations): KeptStations {
    const entries = Object.entries(kept).map(([name, station]): [string, KeptStation] => [
      name,
      this.isConfigured(name) ? { ...station, isConfigured: true } : station,
    ]);
    return Object.fromEntries(entries.filter(([, station]) => !isNoChange(station)));
  }
}

function isNoChange({ isConfigured, ...settings }: KeptStation): boolean {
  return isConfigured === true && Object.keys(settings).length === 0;
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
