import type { ReportEntry } from '../report.ts';
import type { Endpoint } from './endpoint.ts';

/** A name an object claims without saying where it points: its records stay as they are. */
export interface HeldName {
  readonly dnsName: string;
  readonly resource: string;
}

/** What one object, or all of them, come to. */
export interface SourceResult {
  readonly endpoints: readonly Endpoint[];
  readonly held: readonly HeldName[];
  readonly notes: readonly ReportEntry[];
}

/** Of an object that is not ours to serve. */
export const NO_RESULT: SourceResult = { endpoints: [], held: [], notes: [] };

/** Results of several objects as one. */
export function joinResults(results: readonly SourceResult[]): SourceResult {
  return {
    endpoints: results.flatMap((result) => result.endpoints),
    held: results.flatMap((result) => result.held),
    notes: results.flatMap((result) => result.notes),
  };
}

/** Results of several claims of one object: what is said of all of them is said once. */
export function joinClaims(results: readonly SourceResult[]): SourceResult {
  const joined = joinResults(results);
  const notes = new Map(joined.notes.map((note) => [JSON.stringify(note), note]));
  return { ...joined, notes: [...notes.values()] };
}
