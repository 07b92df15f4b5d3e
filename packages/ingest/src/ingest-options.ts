import type { Logger } from '@ringcast/segmenter';
import { tmpdir } from 'node:os';
import type { Journal } from './journal/journal.ts';
import { addressOfConnection, type AddressLookup } from './client-address.ts';
import type { StationAccess } from './station-gate.ts';

/** What ingest needs, and how much it allows. */
export interface IngestOptions extends StationAccess {
  /** What broadcasters send, on disk. The caller closes it, after the ingest. */
  readonly journal: Journal;
  readonly ffmpegPath: string;
  readonly logger: Logger;
  /** The time in ms since the Unix epoch, the same that stations use. Default `Date.now`. */
  readonly now?: () => number;
  /** Finds the address of whoever made a request. Default that of its connection. */
  readonly addressOf?: AddressLookup;
  /** The network that belongs to one client, by an address of it. Default the address alone. */
  readonly networkOf?: (address: string) => string;
  /** Origins of pages that may broadcast, beside the server's own: `https://radio.example`. Default none. */
  readonly allowedOrigins?: readonly string[];
  /** WebSockets that may be open. Default 1,000. */
  readonly maxConnections?: number;
  /** WebSockets that may be open from one network. Default 64. */
  readonly maxConnectionsPerAddress?: number;
  /** How long a client may take for its hello, in ms. Default 5,000. */
  readonly helloTimeoutMs?: number;
  /** How long a client of Icecast may take for the head of its request, in ms. Default 10,000. */
  readonly headTimeoutMs?: number;
  /** Time between two pings, in ms; a client that misses two is gone. Default 10,000. */
  readonly pingEveryMs?: number;
  /** How long the body of a push may stay without a byte, in ms. Default 30,000. */
  readonly pushIdleMs?: number;
  /** Bytes that a body may have which is no sound. Default 16,384, as much as the head of a request. */
  readonly maxBodyBytes?: number;
  /** Where files are kept that can only be decoded once they are whole. Default the system's for temporary files. */
  readonly spoolFolder?: string;
  /** What files may take on disk that can only be decoded once they are whole, all together. Default 1 GB. */
  readonly maxSpoolBytes?: number;
}

/** {@link IngestOptions} with every default filled in. */
export type IngestSettings = Required<IngestOptions>;

/** Fills in the defaults. */
export function settingsOf(options: IngestOptions): IngestSettings {
  return {
    now: Date.now,
    addressOf: addressOfConnection,
    networkOf: (address) => address,
    allowedOrigins: [],
    maxConnections: 1_000,
    maxConnectionsPerAddress: 64,
    helloTimeoutMs: 5_000,
    headTimeoutMs: 10_000,
    pingEveryMs: 10_000,
    pushIdleMs: 30_000,
    maxBodyBytes: 16_384,
    spoolFolder: tmpdir(),
    maxSpoolBytes: 1_000_000_000,
    ...options,
  };
}
