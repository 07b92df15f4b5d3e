import { ANSWER_WITHIN_MS, faultOfRunning } from '../ffmpeg-location.ts';
import type { HealthCheck } from './health.ts';

/** It costs a process. */
const LOOKED_EVERY_MS = 60_000;

/** Whether ffmpeg still runs; the next broadcast, and one whose encoder dies, needs it. */
export function checkFfmpeg(path: string, now: () => number): HealthCheck {
  let fineUntilMs = Number.NEGATIVE_INFINITY;
  return {
    name: 'ffmpeg',
    // It is ended then, and why is told. On a busy machine a new process takes its time.
    answerWithinMs: 2 * ANSWER_WITHIN_MS,
    async findFault() {
      if (now() < fineUntilMs) return undefined;
      const fault = await faultOfRunning(path);
      if (fault === undefined) fineUntilMs = now() + LOOKED_EVERY_MS;
      return fault && `${path} does not run (${fault})`;
    },
  };
}
