import { valueAt } from '../../lambdas/core/secrets/raw-json.ts';

/** Whether everything that we wrote is still so; what the API server added as a default does not count. */
export function isCovered(ours: unknown, theirs: unknown): boolean {
  if (Array.isArray(ours)) {
    return (
      Array.isArray(theirs) &&
      theirs.length === ours.length &&
      ours.every((item, index) => isCovered(item, theirs[index]))
    );
  }
  if (typeof ours !== 'object' || ours === null) return ours === theirs;
  return Object.entries(ours).every(([key, value]) => isCovered(value, valueAt(theirs, key)));
}
