import type { Words } from '../messages/words.ts';
import type { Strip } from '../sources/source-rack.ts';

/** What a source is called. */
export function stripName({ kind, number }: Strip, { say, number: text }: Words): string {
  if (kind === 'files') return say('source.files');
  if (kind === 'input')
    return number === 1 ? say('source.microphone') : say('source.input', { number: text(number) });
  return number === 1 ? say('source.shared') : `${say('source.shared')} ${text(number)}`;
}
