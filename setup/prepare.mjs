// Gets everything ready for an npm command, on a machine with nothing but Node and npm:
//   node setup/prepare.mjs start | test | bench | check
// Does only what is not done yet, and says what it does. Settings are the server's.
import { fileURLToPath } from 'node:url';
import { ensureBuild } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { isNodeSupported, SUPPORTED_NODE } from './node-version.mjs';
import { TEST_PROGRAMS } from './programs.mjs';
import { say, StepError } from './step.mjs';

const PURPOSES = ['start', 'test', 'bench', 'check'];
// Not import.meta.dirname: an older Node lacks it, and is to be told so in plain words.
const root = fileURLToPath(new URL('..', import.meta.url));
const purpose = process.argv[2] ?? '';

try {
  await prepare();
} catch (error) {
  if (!(error instanceof StepError)) throw error;
  say(error.message);
  process.exitCode = 1;
}

async function prepare() {
  if (!PURPOSES.includes(purpose)) throw new StepError(`expected ${PURPOSES.join(', ')}, got "${purpose}"`);
  checkNode();
  await ensureDependencies(root);
  if (purpose === 'check') return;
  await ensureBuild(root);
  // Only now: it reads settings and looks for ffmpeg with the server's own code.
  const { ensureServerFfmpeg, ensureTestPrograms } = await import('./ensure-programs.mjs');
  await (purpose === 'start' ? ensureServerFfmpeg() : ensureTestPrograms(TEST_PROGRAMS));
}

function checkNode() {
  if (isNodeSupported(process.versions.node)) return;
  throw new StepError(`Ringcast needs ${SUPPORTED_NODE}; this is ${process.version}`);
}
