/** One quality of a station, as configured. */
export interface Rendition {
  /** Folder and URL name: `aac-96`, `flac`. */
  readonly name: string;
  readonly codec: 'aac' | 'flac';
  /** Nominal rate in bit/s; for FLAC the rate of the PCM, which it never exceeds by more than its headers. */
  readonly bitrateBps: number;
}

/** RFC 6381 names for the CODECS attribute. */
const CODECS_ATTRIBUTE: Record<Rendition['codec'], string> = { aac: 'mp4a.40.2', flac: 'fLaC' };

const PCM_BITRATE_BPS = 1_536_000;
const AAC_NAME = /^aac-([1-9]\d{1,2})$/;

/** The rendition a name stands for, or undefined where the name follows neither `aac-KBITS` nor `flac`. */
export function renditionOf(name: string): Rendition | undefined {
  if (name === 'flac') return { name, codec: 'flac', bitrateBps: PCM_BITRATE_BPS };
  const kbits = AAC_NAME.exec(name)?.[1];
  return kbits === undefined ? undefined : { name, codec: 'aac', bitrateBps: Number(kbits) * 1_000 };
}

/** The value of a rendition's CODECS attribute. */
export function codecsAttributeOf(rendition: Rendition): string {
  return CODECS_ATTRIBUTE[rendition.codec];
}
