/** A session, as the limits see it. */
export interface RetainedSession {
  readonly bytes: number;
  readonly lastWrittenAtMs: number;
  /** Whether it is over, or forsaken, and nothing of it is still to be recorded. */
  readonly isRemovable: boolean;
}

/** How much may be kept. */
export interface RetentionLimits {
  /** Over all sessions. */
  readonly maxBytes: number;
  /** Since a session was written last. */
  readonly maxAgeMs: number;
  readonly nowMs: number;
}

/** What the limits come to. */
export interface RetentionVerdict<T> {
  readonly removals: readonly T[];
  /** Bytes beyond the limit that nothing can be done about, because what is left may not go. */
  readonly excessBytes: number;
}

/** Chooses the sessions to remove, as a whole and the oldest first: those that are too old, then what is too much. */
export function chooseRemovals<T extends RetainedSession>(
  sessions: readonly T[],
  { maxBytes, maxAgeMs, nowMs }: RetentionLimits,
): RetentionVerdict<T> {
  let bytes = sessions.reduce((sum, session) => sum + session.bytes, 0);
  const removals: T[] = [];
  const candidates = sessions.filter(({ isRemovable }) => isRemovable);
  for (const session of candidates.toSorted((a, b) => a.lastWrittenAtMs - b.lastWrittenAtMs)) {
    const isOld = nowMs - session.lastWrittenAtMs > maxAgeMs;
    if (!isOld && bytes <= maxBytes) break;
    removals.push(session);
    bytes -= session.bytes;
  }
  return { removals, excessBytes: Math.max(bytes - maxBytes, 0) };
}
