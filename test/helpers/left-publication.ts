import { DirectoryStore, type Publication } from '@ringcast/segmenter';
import { pino } from 'pino';

/**
 * What a former process left of a station, as the next one finds it. That claims the station, so its folder goes where
 * nothing usable is left.
 */
export async function publicationLeftIn(folder: string, station = 'main'): Promise<Publication | undefined> {
  const store = new DirectoryStore({ folder, logger: pino({ level: 'silent' }) });
  let left: Publication | undefined;
  const onClaimed = ({ previous }: { previous?: Publication | undefined }): void => void (left = previous);
  await store.claim([station], { onClaimed, onLost: () => {} });
  return left;
}
