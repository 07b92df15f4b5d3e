import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { exactness } from './exactness.ts';
import type { Figure, Measurement } from './figure.ts';
import { listener } from './listener.ts';
import { micToEar, micToEarUltra } from './mic-to-ear.ts';
import { originCost } from './origin-cost.ts';
import { partDelivery } from './part-delivery.ts';
import { playStart } from './play-start.ts';
import { idleCost, memory } from './process-cost.ts';
import { recovery } from './recovery.ts';
import { scale } from './scale.ts';

/** `npm run bench -- [--quick] [NAME …]`: measures what the server reaches on this machine. `scale` is all `scale-…`. */
const MEASUREMENTS: readonly Measurement[] = [
  micToEar,
  micToEarUltra,
  partDelivery,
  playStart,
  listener,
  exactness,
  originCost,
  idleCost,
  memory,
  recovery,
  ...scale,
];
const MEMORY_FOLDER = '/dev/shm';
const RESULTS = new URL('results/', import.meta.url);

const args = process.argv.slice(2);
const isQuick = args.includes('--quick');
const names = args.filter((arg) => !arg.startsWith('--'));
const unknown = names.find((name) => !MEASUREMENTS.some((measurement) => isCalled(measurement, name)));
if (unknown !== undefined) {
  const known = MEASUREMENTS.map(({ name }) => name).join(', ');
  process.stderr.write(`There is no measurement "${unknown}"; there are ${known}.\n`);
  process.exit(1);
}

// The segments belong in memory, as in the image: a disk's own delays would be measured else.
if (existsSync(MEMORY_FOLDER)) process.env.TMPDIR = MEMORY_FOLDER;

const figures: Figure[] = [];
for (const measurement of MEASUREMENTS) {
  if (names.length > 0 && !names.some((name) => isCalled(measurement, name))) continue;
  process.stdout.write(`${measurement.name} …\n`);
  const reached = await measurement.run({ isQuick });
  for (const figure of reached) process.stdout.write(`${lineOf(figure)}\n`);
  figures.push(...reached);
  await save(measurement.name, reached);
}
process.stdout.write(`\n| | what | bar | reached |\n|---|---|---|---|\n`);
for (const { what, bar, reached, isReached } of figures) {
  process.stdout.write(`| ${isReached ? '✔' : '✘'} | ${what} | ${bar} | ${reached} |\n`);
}
process.exit(figures.every(({ isReached }) => isReached) ? 0 : 1);

function isCalled({ name: own }: Measurement, name: string): boolean {
  return own === name || (name === 'scale' && own.startsWith('scale-'));
}

function lineOf({ what, bar, reached, isReached }: Figure): string {
  return `  ${isReached ? '✔' : '✘'} ${what}: ${reached} (${bar})`;
}

async function save(name: string, reached: readonly Figure[]): Promise<void> {
  await mkdir(RESULTS, { recursive: true });
  const machine = { cpus: cpus().map(({ model }) => model), loadAverage: loadavg(), node: process.version };
  const content = { at: new Date().toISOString(), isQuick, machine, figures: reached };
  await writeFile(new URL(`${name}.json`, RESULTS), `${JSON.stringify(content, undefined, 2)}\n`);
}
