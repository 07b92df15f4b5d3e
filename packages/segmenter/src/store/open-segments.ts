import type { MediaFile, Publication } from '../publication.ts';
import { parseMediaName, segmentName } from '../window/media-name.ts';

/** A broadcast that was cut off has parts of a segment that never became whole: their bytes are its bytes. */
export function withOpenSegments({ manifest, media }: Publication): Publication {
  const open = manifest.segments.at(-1);
  if (!open || open.isComplete) return { manifest, media };
  const segments = manifest.renditions.map(({ name }): MediaFile => {
    const parts = media.filter((file) => file.rendition === name && isPartOf(file.name, open.msn));
    return {
      rendition: name,
      name: segmentName(open.msn),
      bytes: Buffer.concat(parts.map(({ bytes }) => bytes)),
    };
  });
  return { manifest, media: [...media, ...segments] };
}

function isPartOf(name: string, msn: number): boolean {
  const media = parseMediaName(name);
  return media?.msn === msn && media.part !== undefined;
}
