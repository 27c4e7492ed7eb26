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
  /** Objects (`ingress/ns/name`) whose names could not be told just now: what their markers name stays. */
  readonly unknown?: readonly string[];
  /** Such an object may share names with others, so that nothing may be deleted at all. */
  readonly isIncomplete?: boolean;
}

/** Of an object that is not ours to serve. */
export const NO_RESULT: SourceResult = { endpoints: [], held: [], notes: [] };

/** Results of several objects as one. */
export function joinResults(results: readonly SourceResult[]): SourceResult {
  return {
    endpoints: results.flatMap((result) => result.endpoints),
    held: results.flatMap((result) => result.held),
    notes: results.flatMap((result) => result.notes),
    ...joinUnknown(results),
  };
}

/** Rare, so that the usual result has no more fields than it needs. */
function joinUnknown(results: readonly SourceResult[]): Partial<SourceResult> {
  const unknown = results.flatMap((result) => result.unknown ?? []);
  if (unknown.length === 0) return {};
  return { unknown, isIncomplete: results.some((result) => result.isIncomplete === true) };
}

/** Results of several claims of one object: what is said of all of them is said once. */
export function joinClaims(results: readonly SourceResult[]): SourceResult {
  const joined = joinResults(results);
  const notes = new Map(joined.notes.map((note) => [JSON.stringify(note), note]));
  return { ...joined, notes: [...notes.values()] };
}
