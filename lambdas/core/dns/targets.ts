import { compareBytes } from '../object-key.ts';
import { canonicalIp } from './ip-address.ts';
import { trimFinalDot } from './name-rules.ts';

/** Text that is equal for endpoints of equal targets, however spelled (`Targets.Same`). */
export function targetsKey(recordType: string, targets: readonly string[]): string {
  return sortTargets(targets.map((target) => spell(recordType, target))).join('\n');
}

function spell(recordType: string, target: string): string {
  if (recordType === 'AAAA') return canonicalIp(target);
  return recordType === 'TXT' ? target : trimFinalDot(target.toLowerCase());
}

/** Each once, by bytes: the order in which values are written. */
export function sortTargets(targets: readonly string[]): readonly string[] {
  return [...new Set(targets)].sort(compareBytes);
}
