/** What a check found. */
export type Finding =
  | { readonly level: 'good'; readonly what: string }
  | {
      /** A `fault` breaks something for somebody; a `warning` may. */
      readonly level: 'warning' | 'fault';
      readonly what: string;
      /** Why it matters. */
      readonly why: string;
      /** What to do. */
      readonly remedy: string;
    };

/** A finding that all is well. */
export function good(what: string): Finding {
  return { level: 'good', what };
}
