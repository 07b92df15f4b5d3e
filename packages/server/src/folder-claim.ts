import { claimPath } from '@ringcast/ingest';
import type { Logger } from '@ringcast/segmenter';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Configuration } from './configuration/configuration-schema.ts';

/** Another server uses a folder that only one may write; the message says what to do. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
  readonly code = 'folder-in-use';
}

/**
 * Claims the folders that only one server may write, before anything in them is touched: a second one would take over
 * the first one's broadcasts. Rejects with {@link FolderInUseError}.
 *
 * @returns how to let go; a server that ends in whatever way has let go
 */
export async function claimFolders(
  { stateDir, segmentsDir, store }: Pick<Configuration, 'stateDir' | 'segmentsDir' | 'store'>,
  logger: Pick<Logger, 'warn'>,
): Promise<() => void> {
  const folders = store === undefined ? { stateDir, segmentsDir } : { stateDir };
  const claims = await Promise.all(
    Object.entries(folders).map(async ([setting, folder]) => {
      return { setting, folder, claim: await claimFolder(folder, { setting, logger }) };
    }),
  );
  const release = (): void => {
    for (const { claim } of claims) if (claim !== 'taken') claim?.();
  };
  const taken = claims.find(({ claim }) => claim === 'taken');
  if (taken === undefined) return release;
  release();
  throw new FolderInUseError(explain(taken));
}

/** @returns how to let go; undefined where it cannot be claimed, as on some network file systems */
async function claimFolder(
  folder: string,
  { setting, logger }: { readonly setting: string; readonly logger: Pick<Logger, 'warn'> },
): Promise<(() => void) | 'taken' | undefined> {
  try {
    await mkdir(folder, { recursive: true });
    return (await claimPath(join(folder, setting))) ?? 'taken';
  } catch (err) {
    logger.warn({ folder, err }, 'it cannot be known whether another Ringcast uses this folder');
    return undefined;
  }
}

function explain({ setting, folder }: { readonly setting: string; readonly folder: string }): string {
  const ownFolders = 'RINGCAST_STATE_DIR and RINGCAST_SEGMENTS_DIR';
  return `Another Ringcast uses the folder "${folder}" (${setting}); stop it, or set ${ownFolders} to folders of this one's own.`;
}
