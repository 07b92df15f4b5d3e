const MAX_CHARACTERS = 200;

/** As much of a path, which anyone may make long, as tells in a log which it is. */
export function loggedPath(path: string): string {
  return path.slice(0, MAX_CHARACTERS);
}
