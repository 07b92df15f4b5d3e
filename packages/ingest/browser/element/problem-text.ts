import type { Words } from '../messages/words.ts';
import type { MicrophoneProblem } from '../sources/microphone-problem.ts';

/** What to tell the broadcaster of a microphone that is not there. */
export function problemText(problem: MicrophoneProblem, { say }: Words): { title: string; advice: string } {
  const values = valuesOf(problem);
  return {
    title: say(`problem.${problem.code}`, values),
    advice: say(`problem.${problem.code}.advice`, values),
  };
}

function valuesOf(problem: MicrophoneProblem): Record<string, string> {
  if (problem.code === 'unknown') return { reason: problem.reason };
  if (problem.code !== 'insecure') return {};
  const { hostname, port, pathname } = new URL(problem.href);
  return {
    secure: `https://${hostname}${pathname}`,
    local: `http://localhost:${port || '80'}${pathname}`,
  };
}
