import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The names of the folders in a folder that match; links to folders are such, too: a station's may lie on another disk. */
export async function listFolders(folder: string, name: RegExp): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const named = entries.filter((entry) => name.test(entry.name));
  const areFolders = await Promise.all(named.map((entry) => isFolder(folder, entry)));
  return named.filter((_, index) => areFolders[index]).map((entry) => entry.name);
}

async function isFolder(parent: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  const target = await stat(join(parent, entry.name)).catch(() => undefined);
  return target?.isDirectory() ?? false;
}
