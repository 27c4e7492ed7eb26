import { isDeepStrictEqual } from 'node:util';
import type { Difference } from './divergence.ts';

/**
 * Every leaf at which two JSON values disagree, by path. Objects are compared key by key, so that a difference
 * names the smallest field that differs; lists of unlike length are reported whole.
 */
export function compareValues(
  place: { readonly step: number; readonly field: string },
  recorded: unknown,
  ours: unknown,
): Difference[] {
  if (isDeepStrictEqual(recorded, ours)) return [];
  if (isRecord(recorded) && isRecord(ours)) {
    const keys = [...new Set([...Object.keys(recorded), ...Object.keys(ours)])].sort();
    return keys.flatMap((key) =>
      compareValues({ step: place.step, field: `${place.field}.${key}` }, recorded[key], ours[key]),
    );
  }
  if (Array.isArray(recorded) && Array.isArray(ours) && recorded.length === ours.length) {
    return recorded.flatMap((item, index) =>
      compareValues({ step: place.step, field: `${place.field}[${index}]` }, item, ours[index]),
    );
  }
  return [{ ...place, recorded, ours }];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
