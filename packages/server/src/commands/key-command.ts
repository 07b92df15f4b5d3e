import { KeyError } from '../keys/key-error.ts';
import type { KeyEntry } from '../keys/key-store.ts';
import { openMadeKeys } from '../keys/server-keys.ts';
import { captureLinkOf } from '../links.ts';
import { createLogger } from '../logging.ts';
import { CommandFailure } from './command-failure.ts';
import { checkStation, loadWithStations } from './known-stations.ts';

/** Prints a key that it makes, alone on standard output, so that a script can take it. */
export function makeKey(label: string, { station }: { readonly station?: string }): Promise<void> {
  return explained(async ({ configuration, keys }) => {
    const names = Object.keys(configuration.stations);
    if (station !== undefined) checkStation(configuration, station);
    const { entry, key } = await keys.make({ label, station: station ?? null });
    process.stdout.write(`${key}\n`);
    const links = (station === undefined ? names : [station]).map((name) =>
      captureLinkOf(configuration, { station: name, key, port: configuration.port }),
    );
    process.stderr.write(
      `\nThis key can be seen only now. "ringcast key revoke ${entry.id}" revokes it.\n\n${links.join('\n')}\n`,
    );
  });
}

/** Prints what keys there are: a line each, or JSON. */
export function listKeys({ json }: { readonly json?: boolean }): Promise<void> {
  return explained(async ({ keys }) => {
    const entries = await keys.list();
    process.stdout.write(json ? `${JSON.stringify(entries, undefined, 2)}\n` : tableOf(entries));
  });
}

/** Revokes a key by its id. */
export function revokeKey(id: string): Promise<void> {
  return explained(async ({ keys }) => {
    await keys.revoke(id);
    process.stderr.write(`${id} opens nothing any more.\n`);
  });
}

type Opened = ReturnType<typeof open>;

function open() {
  const configuration = loadWithStations();
  return { configuration, keys: openMadeKeys(configuration, createLogger(configuration)) };
}

async function explained(action: (opened: Opened) => Promise<void>): Promise<void> {
  try {
    await action(open());
  } catch (cause) {
    if (!(cause instanceof KeyError)) throw cause;
    throw new CommandFailure(cause.message, { cause });
  }
}

function tableOf(entries: readonly KeyEntry[]): string {
  const rows = entries.map(
    ({ id, station, createdAt, lastUsedAt, label }) =>
      [id, station ?? 'all', dateOf(createdAt), dateOf(lastUsedAt), label] as const,
  );
  const all = [['id', 'station', 'made', 'last used', 'label'] as const, ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`)
    .join('');
}

function dateOf(iso: string | null): string {
  return iso === null ? 'never' : iso.slice(0, 16).replace('T', ' ');
}
