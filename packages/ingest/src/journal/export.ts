import { parseArgs } from 'node:util';
import { IngestError } from '../wire/ingest-error.ts';
import { type ExportedWav, exportWavs } from './wav-export.ts';

const USAGE = `Writes what the journal holds of a broadcast as WAV files, one per format that it had.
usage: node packages/ingest/dist/journal/export.js JOURNAL/STATION/SESSION TARGET_FOLDER
`;

const { positionals } = parseArgs({ allowPositionals: true });
const [session, target] = positionals;

if (session === undefined || target === undefined || positionals.length > 2) fail(USAGE);
else await run(session, target);

async function run(from: string, to: string): Promise<void> {
  try {
    const wavs = await exportWavs(from, to);
    process.stdout.write(wavs.length > 0 ? wavs.map(described).join('') : 'This session holds no sound.\n');
  } catch (error) {
    if (error instanceof IngestError || (error instanceof Error && 'syscall' in error)) {
      fail(`${error.message}\n`);
    } else throw error;
  }
}

function described({ path, format, startSample, samples, missingSamples }: ExportedWav): string {
  const seconds = (samples / format.sampleRateHz).toFixed(1);
  const missing =
    missingSamples > 0 ? `, of which ${missingSamples} are silence, because the session lacks them` : '';
  const from = `${seconds} s, ${samples} samples from ${startSample} on${missing}`;
  return `${path}: ${from}; ${format.channels} × ${format.encoding} at ${format.sampleRateHz} Hz\n`;
}

function fail(message: string): void {
  process.stderr.write(message);
  // oxlint-disable-next-line no-restricted-properties -- a command of its own, in no process with others
  process.exitCode = 1;
}
