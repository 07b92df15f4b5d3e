import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { exactness } from './exactness.ts';
import type { Figure, Measurement } from './figure.ts';
import { listenerMeasurements } from './listener.ts';
import { micToEar, micToEarUltra } from './mic-to-ear.ts';
import { originCost } from './origin-cost.ts';
import { partDelivery } from './part-delivery.ts';
import { playStart } from './play-start.ts';
import { idleCost, memory } from './process-cost.ts';
import { recovery } from './recovery.ts';
import { scale } from './scale.ts';

/**
 * `npm run bench -- [--quick] [--runs=N] [--kept] [NAME …]`: measures what the server reaches on this machine. A name
 * also stands for all that begin with it: `listener` for `listener-far` and its sisters. `--kept` measures nothing and
 * prints what was measured last.
 */
const MEASUREMENTS: readonly Measurement[] = [
  micToEar,
  micToEarUltra,
  partDelivery,
  playStart,
  ...listenerMeasurements,
  exactness,
  originCost,
  idleCost,
  memory,
  recovery,
  ...scale,
];
const MEMORY_FOLDER = '/dev/shm';
const RESULTS = new URL('results/', import.meta.url);

const { names, isKept, ...options } = readArguments();

// The segments belong in memory, as in the image: a disk's own delays would be measured else.
if (existsSync(MEMORY_FOLDER)) process.env.TMPDIR = MEMORY_FOLDER;

const figures: Figure[] = [];
for (const measurement of MEASUREMENTS) {
  if (names.length > 0 && !names.some((name) => isMeantBy(name, measurement))) continue;
  if (isKept) figures.push(...(await keptFigures(measurement.name)));
  else figures.push(...(await measure(measurement)));
}
process.stdout.write(`\n| | what | bar | reached |\n|---|---|---|---|\n`);
for (const { what, bar, reached, isReached } of figures) {
  process.stdout.write(`| ${isReached ? '✔' : '✘'} | ${what} | ${bar} | ${reached} |\n`);
}
process.exit(figures.every(({ isReached }) => isReached) ? 0 : 1);

/** What is wanted; where the words do not say it, says which do, and ends. */
function readArguments() {
  const known = MEASUREMENTS.map(({ name }) => name).join(', ');
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { quick: { type: 'boolean' }, kept: { type: 'boolean' }, runs: { type: 'string' } },
    });
    const unknown = positionals.find((name) => !MEASUREMENTS.some((one) => isMeantBy(name, one)));
    if (unknown !== undefined) throw new Error(`There is no measurement "${unknown}".`);
    const runs = values.runs === undefined ? undefined : Number(values.runs);
    if (runs !== undefined && !(Number.isInteger(runs) && runs > 0))
      throw new Error('--runs: a number of runs.');
    return { names: positionals, isKept: values.kept === true, isQuick: values.quick === true, runs };
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    process.stderr.write(
      `${problem}\nnpm run bench -- [--quick] [--runs=N] [--kept] [NAME …], of ${known}.\n`,
    );
    process.exit(1);
  }
}

/** A name means itself; `listener` is no measurement, and means all of its row. */
function isMeantBy(name: string, measurement: Measurement): boolean {
  if (MEASUREMENTS.some((one) => one.name === name)) return measurement.name === name;
  return measurement.name.startsWith(`${name}-`);
}

async function measure(measurement: Measurement): Promise<readonly Figure[]> {
  process.stdout.write(`${measurement.name} …\n`);
  const reached = await measurement.run(options);
  for (const figure of reached) process.stdout.write(`${lineOf(figure)}\n`);
  await save(measurement.name, reached);
  return reached;
}

function lineOf({ what, bar, reached, isReached }: Figure): string {
  return `  ${isReached ? '✔' : '✘'} ${what}: ${reached} (${bar})`;
}

async function save(name: string, reached: readonly Figure[]): Promise<void> {
  await mkdir(RESULTS, { recursive: true });
  const machine = { cpus: cpus().map(({ model }) => model), loadAverage: loadavg(), node: process.version };
  const content = { at: new Date().toISOString(), ...options, machine, figures: reached };
  await writeFile(new URL(`${name}.json`, RESULTS), `${JSON.stringify(content, undefined, 2)}\n`);
}

async function keptFigures(name: string): Promise<readonly Figure[]> {
  const text = await readFile(new URL(`${name}.json`, RESULTS), 'utf8').catch(() => undefined);
  return text === undefined ? [] : (JSON.parse(text) as { figures: readonly Figure[] }).figures;
}
