import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The path of a program, or undefined where there is no such executable.
 *
 * @param command - a name to look for on the search path; with a slash in it, a path that is taken as it is
 * @param searchPath - folders as in the PATH variable
 */
export function findExecutable(command: string, searchPath: string): string | undefined {
  if (/[/\\]/.test(command)) return isExecutable(command) ? command : undefined;
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  return searchPath
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => suffixes.map((suffix) => join(folder, command + suffix)))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
