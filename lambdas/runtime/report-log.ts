import { FOLLOWED_DIFFERENCES_MAX, LOGGED_ENTRIES_MAX, LOGGED_LINES_MAX } from '../core/bounds.ts';
import type { Log } from '../core/ports.ts';
import type { Report, ReportEntry } from '../core/report.ts';

/** What a run in observe mode can say of differences that were seen before. */
export interface ObservedRun {
  /** Everything was looked at: what is not reported now does not differ. */
  readonly complete: boolean;
  /**
   * What is there now of a subject without an entry; undefined when it was not looked at.
   * @default the run has an entry for everything it looked at
   */
  readonly look?: (subject: string) => string | undefined;
}

/** Writes what a run came to. */
export type ReportLog = (report: Report, observed: ObservedRun | undefined) => void;

/** A difference that is none any more, and what stands there now: with that `sluice report` tells who moved. */
interface SettledDifference {
  readonly subject: string;
  readonly found: string | undefined;
}

const DIFFERENCES: readonly string[] = ['created', 'updated', 'deleted', 'pending'];

/**
 * Reports as log lines: `changes` are all entries that say something, in parts that fit an event of CloudWatch Logs.
 * In observe mode also how differences ended that this container saw before (`settled`); names and versions only,
 * never data (invariant I1).
 */
export function createReportLog({ half, log }: { readonly half: string; readonly log: Log }): ReportLog {
  const open = new Set<string>();
  return (report, observed) => {
    const changes = report.entries.filter(({ action }) => action !== 'unchanged' && action !== 'skipped');
    const lines = Math.min(Math.max(1, Math.ceil(changes.length / LOGGED_ENTRIES_MAX)), LOGGED_LINES_MAX);
    const settled = observed === undefined ? [] : settle(open, report.entries, observed);
    for (let line = 0; line < lines; line += 1) {
      const part = changes.slice(line * LOGGED_ENTRIES_MAX, (line + 1) * LOGGED_ENTRIES_MAX);
      log.info('report', {
        half,
        ...(line === 0 ? { counts: report.counts } : {}),
        // What a line does not name does not differ only where it is the whole report.
        ...(observed === undefined ? {} : { observed: observed.complete && lines === 1 ? 'all' : 'some' }),
        ...(line === 0 && settled.length > 0 ? { settled } : {}),
        changes: part,
      });
    }
  };
}

/** Differences that were open and are none any more, as far as this run saw them; what it sees differ is open from now on. */
function settle(
  open: Set<string>,
  entries: readonly ReportEntry[],
  { look }: ObservedRun,
): readonly SettledDifference[] {
  // A subject may have several entries; one that differs counts.
  const bySubject = new Map(entries.map((entry) => [entry.subject, entry]));
  for (const entry of entries) if (DIFFERENCES.includes(entry.action)) bySubject.set(entry.subject, entry);
  const settled: SettledDifference[] = [];
  for (const subject of open) {
    const entry = bySubject.get(subject);
    const found = entry === undefined ? look?.(subject) : entry.found;
    const isSettled = entry === undefined ? found !== undefined : entry.action === 'unchanged';
    if (!isSettled) continue;
    settled.push({ subject, found });
    open.delete(subject);
  }
  for (const { subject, action } of entries) {
    if (DIFFERENCES.includes(action) && open.size < FOLLOWED_DIFFERENCES_MAX) open.add(subject);
  }
  return settled;
}
