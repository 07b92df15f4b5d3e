/** The first minor version that will do, of each major that is not new enough as a whole. */
const FIRST_MINORS = new Map([
  [20, 19],
  [22, 12],
]);

/** The versions that {@link isNodeSupported} knows, in words. */
export const SUPPORTED_NODE = 'Node 22.12 or newer, or 20.19 or newer of Node 20';

/**
 * Whether Ringcast and what it is built with run on a version of Node; the same as `engines` in package.json. Node 21
 * lacks what came to 20 and 22.
 *
 * @param {string} version - `22.12.0`
 */
export function isNodeSupported(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const firstMinor = FIRST_MINORS.get(major) ?? Number.POSITIVE_INFINITY;
  return major > Math.max(...FIRST_MINORS.keys()) || minor >= firstMinor;
}
