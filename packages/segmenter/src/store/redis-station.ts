import type { Manifest, MediaFile, Publication } from '../publication.ts';
import { mediaFilesOf } from '../window/media-list.ts';
import { parseMediaName } from '../window/media-name.ts';
import { KnownFiles } from './known-files.ts';
import { parseManifest } from './manifest-text.ts';
import { withOpenSegments } from './open-segments.ts';
import type { RedisConnection, StreamEntry } from './redis-connection.ts';
import { keysOf, type StationKeys } from './redis-keys.ts';

/** Media of one segment and rendition, as far as it came. */
interface Pieces {
  readonly parts: Buffer[];
  whole: Buffer | undefined;
}

/** A station in Redis as somebody reads it, from step to step. */
export class RedisStation {
  readonly name: string;
  readonly #connection: RedisConnection;
  readonly #keys: StationKeys;
  readonly #known = new KnownFiles();
  /** The last entry that was read of each stream. */
  readonly #lastIds = new Map<string, string>();
  /** Segments that are not published as a whole, by `RENDITION/MSN`. */
  readonly #pieces = new Map<string, Pieces>();

  constructor(name: string, connection: RedisConnection) {
    this.name = name;
    this.#connection = connection;
    this.#keys = keysOf(name);
  }

  /** The stream that tells of new steps. */
  get edgeKey(): string {
    return this.#keys.edge;
  }

  /** Reads what is new of a step; undefined where its entry cannot be understood. */
  async read(edge: StreamEntry): Promise<Publication | undefined> {
    const manifest = parseManifest(String(edge.value));
    if (manifest?.station !== this.name) return undefined;
    const [inits] = await Promise.all([this.#readInits(manifest), this.#readMedia(manifest)]);
    const media = mediaFilesOf(manifest).flatMap((file): MediaFile[] => {
      if (this.#known.has(file)) return [];
      const bytes = inits.get(`${file.rendition}/${file.name}`) ?? this.#find(file, manifest);
      return bytes ? [{ ...file, bytes }] : [];
    });
    const publication = { manifest, media };
    this.#known.add(publication);
    this.#forgetWholeSegments(manifest);
    return publication;
  }

  async #readInits({ renditions }: Manifest): Promise<ReadonlyMap<string, Buffer>> {
    const isKnown = renditions.every(({ name: rendition, init: name }) =>
      this.#known.has({ rendition, name }),
    );
    return isKnown ? new Map() : this.#connection.readHash(this.#keys.inits);
  }

  async #readMedia({ renditions }: Manifest): Promise<void> {
    const keys = new Map(renditions.map(({ name }) => [this.#keys.media(name), name]));
    const after = new Map([...keys.keys()].map((key) => [key, this.#lastIds.get(key) ?? '0']));
    for (const [key, entries] of await this.#connection.readStreams(after)) {
      for (const entry of entries) this.#take(keys.get(key) ?? '', entry);
      this.#lastIds.set(key, entries.at(-1)?.id ?? '0');
    }
  }

  #take(rendition: string, { id, field, value }: StreamEntry): void {
    const [msn = '', place = ''] = id.split('-');
    const key = `${rendition}/${msn}`;
    const pieces = this.#pieces.get(key) ?? { parts: [], whole: undefined };
    this.#pieces.set(key, pieces);
    if (field === 'segment') pieces.whole = value;
    else pieces.parts[Number(place) - 1] = value;
  }

  #find({ rendition, name }: Pick<MediaFile, 'rendition' | 'name'>, manifest: Manifest): Buffer | undefined {
    const position = parseMediaName(name);
    const pieces = position && this.#pieces.get(`${rendition}/${position.msn}`);
    if (!pieces) return undefined;
    if (position.part !== undefined) return pieces.parts[position.part];
    const { parts: count = 0 } = manifest.segments.find(({ msn }) => msn === position.msn) ?? {};
    return pieces.whole ?? joined(pieces.parts, count);
  }

  /** Whole segments are never asked for again. */
  #forgetWholeSegments({ segments }: Manifest): void {
    const last = segments.at(-1);
    if (!last) return;
    const openMsn = last.isComplete ? last.msn + 1 : last.msn;
    for (const key of this.#pieces.keys()) {
      if (Number(key.slice(key.indexOf('/') + 1)) < openMsn) this.#pieces.delete(key);
    }
  }
}

/** What a former process left of a station, or undefined where it left nothing usable. */
export async function readLastFromRedis(
  name: string,
  connection: RedisConnection,
): Promise<Publication | undefined> {
  const station = new RedisStation(name, connection);
  const streams = await connection.readStreams(new Map([[station.edgeKey, '0']]));
  const edge = streams.get(station.edgeKey)?.at(-1);
  const publication = edge && (await station.read(edge));
  return publication && withOpenSegments(publication);
}

/** A segment's bytes are its parts' bytes; undefined where one lacks. */
function joined(parts: readonly Buffer[], count: number): Buffer | undefined {
  const present = parts.slice(0, count).filter((bytes) => bytes !== undefined);
  return count > 0 && present.length === count ? Buffer.concat(present) : undefined;
}
