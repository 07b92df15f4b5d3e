/** Calls `onReturn` when the page is seen again, or the machine has a network again. */
export function watchReturn(onReturn: () => void, signal: AbortSignal): void {
  const look = (): void => void (document.hidden || onReturn());
  document.addEventListener('visibilitychange', look, { signal });
  globalThis.addEventListener('online', onReturn, { signal });
}
