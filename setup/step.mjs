import { spawn } from 'node:child_process';

const TAIL_LINES = 15;
const PLAIN_REMINDER_MS = 15_000;
const SPINNER_MS = 120;
const SPINNER = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';

/** A step that did not work; the message says what was tried and ends with what the program said last. */
export class StepError extends Error {}

/**
 * Prints one line of set-up.
 *
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`set-up: ${line}\n`);
}

/**
 * Runs a command and shows that it goes on: a line that moves on a terminal, else a line now and then.
 *
 * @param {{ title: string, command: string, args: readonly string[], cwd: string, env?: Record<string, string> }} step
 * @returns {Promise<void>} rejects with a {@link StepError}
 */
export async function runStep(step) {
  const startedMs = performance.now();
  const output = new OutputTail();
  const stopProgress = showProgress(step.title, output);
  const child = spawn(step.command, step.args, {
    cwd: step.cwd,
    env: { ...process.env, ...step.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', (chunk) => output.add(chunk));
  child.stderr.on('data', (chunk) => output.add(chunk));
  const failure = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
  });
  stopProgress();
  if (failure !== undefined) throw new StepError(`${step.title}: ${failure}\n${output.tail()}`.trimEnd());
  say(`${step.title}: done in ${secondsSince(startedMs)} s`);
}

/** The last lines a program said. */
class OutputTail {
  #text = '';

  /** @param {Buffer} chunk */
  add(chunk) {
    this.#text = (this.#text + chunk.toString()).slice(-16_384);
  }

  tail() {
    return this.#lines().slice(-TAIL_LINES).join('\n');
  }

  lastLine() {
    return this.#lines().at(-1) ?? '';
  }

  #lines() {
    return this.#text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  }
}

/**
 * @param {string} title
 * @param {OutputTail} output
 * @returns {() => void} stops it
 */
function showProgress(title, output) {
  const startedMs = performance.now();
  say(`${title} …`);
  if (!process.stderr.isTTY) {
    const timer = setInterval(
      () => say(`${title}: still at it after ${secondsSince(startedMs)} s: ${output.lastLine()}`),
      PLAIN_REMINDER_MS,
    );
    return () => clearInterval(timer);
  }
  let turn = 0;
  const timer = setInterval(() => {
    const line = `${SPINNER[turn++ % SPINNER.length]} ${secondsSince(startedMs)} s ${output.lastLine()}`;
    process.stderr.write(`\r\x1b[K${line.slice(0, (process.stderr.columns || 80) - 1)}`);
  }, SPINNER_MS);
  return () => {
    clearInterval(timer);
    process.stderr.write('\r\x1b[K');
  };
}

/** @param {number} startedMs */
function secondsSince(startedMs) {
  return Math.round((performance.now() - startedMs) / 1_000);
}
