import { styleText } from 'node:util';
import type { Finding } from './finding.ts';

const MARKS = { good: ['green', '✓'], warning: ['yellow', '!'], fault: ['red', '✗'] } as const;

/** A finding for people: what, and where something is wrong, why it matters and what to do. */
export function describeFinding(finding: Finding): string {
  const [colour, mark] = MARKS[finding.level];
  const head = `${styleText(colour, mark)} ${finding.what}`;
  if (finding.level === 'good') return head;
  return `${head}\n    Why: ${finding.why}\n    Do:  ${finding.remedy}`;
}

/** The last line. */
export function describeSum(findings: readonly Finding[]): string {
  const count = (level: Finding['level']): number => findings.filter((found) => found.level === level).length;
  const [faults, warnings] = [count('fault'), count('warning')];
  if (faults + warnings === 0) return 'All is well.';
  return `${faults} ${faults === 1 ? 'fault' : 'faults'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}.`;
}
