import { claimPath, type PathClaim } from '@ringcast/ingest';
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
  const claims: PathClaim[] = [];
  const release = (): void => {
    for (const claim of claims) claim.release();
  };
  // One after the other, so that of two servers that start together one has both.
  for (const [setting, folder] of Object.entries(folders)) {
    const claim = await claimFolder(folder, { setting, logger });
    if (claim === 'taken') {
      release();
      throw new FolderInUseError(explain({ setting, folder }));
    }
    if (claim) claims.push(claim);
  }
  return release;
}

/** @returns undefined where it cannot be claimed, as on some network file systems */
async function claimFolder(
  folder: string,
  { setting, logger }: { readonly setting: string; readonly logger: Pick<Logger, 'warn'> },
): Promise<PathClaim | 'taken' | undefined> {
  const warning = 'it cannot be known whether another Ringcast uses this folder';
  try {
    await mkdir(folder, { recursive: true });
    const claim = await claimPath(join(folder, setting));
    if (claim?.isBeside === false)
      logger.warn({ folder, claim: claim.address }, `${warning} in another container`);
    return claim ?? 'taken';
  } catch (err) {
    logger.warn({ folder, err }, warning);
    return undefined;
  }
}

function explain({ setting, folder }: { readonly setting: string; readonly folder: string }): string {
  const ownFolders = 'RINGCAST_STATE_DIR and RINGCAST_SEGMENTS_DIR';
  return `Another Ringcast uses the folder "${folder}" (${setting}); stop it, or set ${ownFolders} to folders of this one's own.`;
}
