import type { Zone } from './zone.ts';
import { storedName, unescapeName } from './zone-name.ts';

const LABEL_MAX = 63;
const NAME_MAX = 255;

/** What Route 53 objects to in a name as it was given (any case, with or without final dot); undefined: nothing. */
export function nameProblem(zone: Zone, given: string): string | undefined {
  const name = given.endsWith('.') ? given.slice(0, -1) : given;
  const foreign = [...name].filter((character) => !/[\x21-\x7e]/.test(character));
  if (foreign.length > 0) {
    return `FATAL problem: UnsupportedCharacter (Value contains unsupported characters) encountered with '${foreign.join('')}'`;
  }
  const labels = unescapeName(name).split('.');
  if (labels.includes(''))
    return `FATAL problem: DomainLabelEmpty (Domain label is empty) encountered with '${name}'`;
  if (labels.some((label) => label.length > LABEL_MAX)) {
    return `FATAL problem: DomainLabelTooLong (Domain label is too long) encountered with '${name}'`;
  }
  if (unescapeName(name).length > NAME_MAX) {
    return `FATAL problem: DomainNameTooLong (Domain name is too long) encountered with '${name}'`;
  }
  const stored = storedName(given);
  if (stored !== zone.name && !stored.endsWith(`.${zone.name}`)) {
    return `RRSet with DNS name ${stored} is not permitted in zone ${zone.name}`;
  }
  return undefined;
}
