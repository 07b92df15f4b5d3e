import { cleanText } from './clean-text.ts';

/** What is said of a station; clean text, null where nothing was. */
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
  return cleanInformation({
    name: headers.get('ice-name'),
    description: headers.get('ice-description'),
    genre: headers.get('ice-genre'),
    url: headers.get('ice-url'),
  });
}

/** What somebody says of a station, clean; undefined where nothing is left of it. */
export function cleanInformation(
  said: Readonly<Partial<Record<keyof StationInformation, string | null | undefined>>>,
): StationInformation | undefined {
  const information = {
    name: textOf(said.name),
    description: textOf(said.description),
    genre: textOf(said.genre),
    url: webAddressOf(said.url ?? ''),
  };
  return Object.values(information).some((value) => value !== null) ? information : undefined;
}

function textOf(value: string | null | undefined): string | null {
  return cleanText(value ?? '', MAX_CHARACTERS) || null;
}

/** Pages make a link of it, so it must not be `javascript:`. */
function webAddressOf(text: string): string | null {
  if (text.length > MAX_CHARACTERS || !URL.canParse(text)) return null;
  const { protocol, href } = new URL(text);
  return protocol === 'http:' || protocol === 'https:' ? href : null;
}
