import type { DivergenceRule } from '../../divergence.ts';
import type { Vector } from './vector.ts';

/** Differences on purpose that explain several vectors. */
export const vectorRules: readonly DivergenceRule<Vector>[] = [
  {
    name: 'CaseInsensitiveNames',
    because:
      'Names are compared and written in lower case; ExternalDNS silently loses those with upper-case letters.',
    explains: ({ field, recorded, ours }, vector) =>
      vector.tags.includes('suitable-zones') &&
      field === 'zoneIdsSorted' &&
      isEmptyList(recorded) &&
      !isEmptyList(ours) &&
      /[A-Z]/v.test(String(vector['hostname'])),
  },
];

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
