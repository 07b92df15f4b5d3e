import { cleanText } from './clean-text.ts';

/** What a source says of its station; clean text, null where it said nothing. */
export interface StationInformation {
  readonly name: string | null;
  readonly description: string | null;
  readonly genre: string | null;
  /** An http or https address. */
  readonly url: string | null;
}

const MAX_CHARACTERS = 300;

/** The `ice-*` headers of a source client; undefined where it sent none of them. */
export function stationInformationOf(headers: ReadonlyMap<string, string>): StationInformation | undefined {
  const textOf = (name: string) => cleanText(headers.get(name) ?? '', MAX_CHARACTERS) || null;
  const information = {
    name: textOf('ice-name'),
    description: textOf('ice-description'),
    genre: textOf('ice-genre'),
    url: webAddressOf(headers.get('ice-url')),
  };
  return Object.values(information).some((value) => value !== null) ? information : undefined;
}

/** Pages make a link of it, so it must not be `javascript:`. */
function webAddressOf(text = ''): string | null {
  if (text.length > MAX_CHARACTERS || !URL.canParse(text)) return null;
  const { protocol, href } = new URL(text);
  return protocol === 'http:' || protocol === 'https:' ? href : null;
}
