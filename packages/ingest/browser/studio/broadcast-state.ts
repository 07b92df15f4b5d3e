import type { BroadcastReport } from '../worker-message.ts';

/** What tells whether listeners hear this page. */
export type BroadcastState = Pick<BroadcastReport, 'state' | 'notice'>;

const AT_REST: readonly BroadcastState['state']['name'][] = ['idle', 'stopped', 'refused'];

/** Whether nothing is captured, sent or kept to be sent. */
export function isAtRest({ state }: Pick<BroadcastState, 'state'>): boolean {
  return AT_REST.includes(state.name);
}

/** Whether it sends as if it were on air, and waits for another source to go. */
export function isStandingBy({ notice }: Pick<BroadcastState, 'notice'>): boolean {
  return notice?.code === 'standing-by';
}

/** Whether listeners hear this page. */
export function isOnAir(report: BroadcastState): boolean {
  return report.state.name === 'live' && !isStandingBy(report);
}
