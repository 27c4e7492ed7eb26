import { candidateOf, type Source } from './source.ts';

/** How one key or name that a find lost is named in second observations: each is observed by itself. */
export function candidateOfKey(source: Source, key: string): string {
  return `${candidateOf(source)} ${key}`;
}

/** Whether a candidate stands for something a find lost, which goes under every deletionPolicy. */
export function isFindCandidate(candidate: string): boolean {
  return /^[^:]*:(parameter|secret)-find:/.test(candidate);
}
