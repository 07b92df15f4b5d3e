/** Plays an element; answers whether the browser refused for want of a click. Resolves when the sound begins. */
export async function isPlayRefused(audio: HTMLAudioElement): Promise<boolean> {
  try {
    await audio.play();
    return false;
  } catch (error) {
    // Any other name says that a later call took over.
    return (error as DOMException).name === 'NotAllowedError';
  }
}
