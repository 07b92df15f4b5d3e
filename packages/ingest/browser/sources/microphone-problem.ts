/** Why there is no microphone. */
export type MicrophoneProblem =
  | { readonly code: 'not-allowed' | 'not-found' | 'not-readable' }
  /** It was open and ended: pulled out, switched off, or taken away. */
  | { readonly code: 'gone' }
  /** It is open and gives nothing at all, not even noise. */
  | { readonly code: 'silent' }
  /** Browsers offer none at all to a page that came without https. */
  | { readonly code: 'insecure'; readonly href: string }
  | { readonly code: 'unknown'; readonly reason: string };

const CODES: Readonly<Record<string, 'not-allowed' | 'not-found' | 'not-readable'>> = {
  NotAllowedError: 'not-allowed',
  NotFoundError: 'not-found',
  // A chosen device that is gone shows as an impossible constraint.
  OverconstrainedError: 'not-found',
  NotReadableError: 'not-readable',
};

/** What is wrong when `getUserMedia` failed. */
export function microphoneProblemOf(error: unknown): MicrophoneProblem {
  const code = CODES[error instanceof Error ? error.name : ''];
  if (code !== undefined) return { code };
  return { code: 'unknown', reason: error instanceof Error ? error.message : String(error) };
}
