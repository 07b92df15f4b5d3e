// Gets everything ready for an npm command, on a machine with nothing but Node and npm:
//   node setup/prepare.mjs start | test | bench | check
// Does only what is not done yet, and says what it does. Settings: RINGCAST_FFMPEG, as for the server.
import { join } from 'node:path';
import { ensureBuild } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { NEEDED_PROGRAMS } from './programs.mjs';
import { say, StepError } from './step.mjs';

const MINIMUM_NODE = [20, 19];
const root = join(import.meta.dirname, '..');
const purpose = process.argv[2] ?? '';

try {
  await prepare();
} catch (error) {
  if (!(error instanceof StepError)) throw error;
  say(error.message);
  process.exitCode = 1;
}

async function prepare() {
  if (!isPurpose(purpose)) {
    throw new StepError(`expected start, test, bench or check, got "${purpose}"`);
  }
  checkNode();
  await ensureDependencies(root);
  if (purpose === 'check') return;
  await ensureBuild(root);
  // Only now: it looks for ffmpeg with the server's own code.
  const { ensurePrograms } = await import('./ensure-programs.mjs');
  await ensurePrograms(NEEDED_PROGRAMS[purpose]);
}

/** @param {string} word @returns {word is keyof typeof NEEDED_PROGRAMS} */
function isPurpose(word) {
  return Object.hasOwn(NEEDED_PROGRAMS, word);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = MINIMUM_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new StepError(`Ringcast needs Node ${MINIMUM_NODE.join('.')} or newer, this is ${process.version}`);
}
