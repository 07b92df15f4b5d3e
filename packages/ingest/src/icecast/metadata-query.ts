import { TextDecoder } from 'node:util';
import { type Song, songOf, songOfLine } from '../programme/song.ts';

/** What a source client says with `/admin/metadata`. */
export interface MetadataQuery {
  readonly mode: string;
  readonly mount: string;
  /** Undefined where nothing is playing. */
  readonly song: Song | undefined;
}

/** What Western clients mean that say nothing and do not write UTF-8. */
const FALLBACK_CHARSET = 'windows-1252';

/** Reads `mode=updinfo&mount=/main&song=…&charset=…`, whose values are bytes of the charset it names itself. */
export function parseMetadataQuery(query: string): MetadataQuery {
  const fields = new Map(query.split('&').map(splitField));
  const charset = fields.get('charset')?.toString('latin1');
  const textOf = (name: string) => decode(fields.get(name) ?? Buffer.alloc(0), charset);
  const song = fields.has('song')
    ? songOfLine(textOf('song'))
    : songOf({ title: textOf('title'), artist: textOf('artist') });
  return { mode: textOf('mode'), mount: textOf('mount'), song };
}

function splitField(field: string): [string, Buffer] {
  const at = field.indexOf('=');
  const [name, value] = at < 0 ? [field, ''] : [field.slice(0, at), field.slice(at + 1)];
  return [name, bytesOf(value.replaceAll('+', ' '))];
}

function bytesOf(encoded: string): Buffer {
  return Buffer.from(encoded.replace(/%([0-9a-f]{2})/gi, characterOf), 'latin1');
}

function characterOf(_: string, digits: string): string {
  return String.fromCodePoint(Number.parseInt(digits, 16));
}

/** What is valid UTF-8 is UTF-8: clients that name another charset by habit send it all the same. */
function decode(bytes: Buffer, charset: string | undefined): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decoderOf(charset).decode(bytes);
  }
}

function decoderOf(charset = FALLBACK_CHARSET): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder(FALLBACK_CHARSET);
  }
}
