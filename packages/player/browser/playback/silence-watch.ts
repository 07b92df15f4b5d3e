/** So long a seek may take: one to what is loaded, or soon will be, is done before. */
const LONGEST_SEEK_MS = 1_000;

/** Calls `onSilence` when an element's sound stops for want of data; where that is by a seek, only once it takes long. */
export function watchSilence(audio: HTMLMediaElement, onSilence: () => void, signal: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (): void => {
    clearTimeout(timer);
    if (audio.seeking) timer = setTimeout(onSilence, LONGEST_SEEK_MS);
    else onSilence();
  };
  audio.addEventListener('waiting', wait, { signal });
  for (const type of ['playing', 'pause', 'emptied'])
    audio.addEventListener(type, () => clearTimeout(timer), { signal });
}
