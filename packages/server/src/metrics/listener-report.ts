import * as z from 'zod';

/** The longest that a report may span; the page sends one every 30 s. */
const MAX_SPAN_MS = 120_000;

/** What a player says of itself, and nothing else: no name, no address, no cookie. */
export const listenerReportSchema = z.strictObject({
  /** From the microphone to the ear; null where that is not known. */
  micToEarMs: z.number().min(0).max(3_600_000).nullable(),
  /** Stalls since the last report. */
  stallCount: z.number().int().min(0).max(1_000),
  /** Time without sound in them. */
  stalledMs: z.number().min(0).max(MAX_SPAN_MS),
});

/** A report that was checked. */
export type ListenerReport = z.output<typeof listenerReportSchema>;
