import { isDeepStrictEqual } from 'node:util';
import type { FolderRun, RunResult } from './run.ts';

const DIFF_LINES_MAX = 8;

/** How many of a folder passed, diverged and failed. */
export interface Tally {
  readonly passed: number;
  readonly diverged: number;
  readonly failed: number;
}

/** Counts outcomes. */
export function tally(results: readonly RunResult[]): Tally {
  const count = (outcome: RunResult['outcome']) => results.filter((r) => r.outcome === outcome).length;
  return { passed: count('passed'), diverged: count('diverged'), failed: count('failed') };
}

/** Results grouped by topic, in the order of their first case. */
export function byTopic(results: readonly RunResult[]): ReadonlyMap<string, readonly RunResult[]> {
  return Map.groupBy(results, (result) => result.topic);
}

/** Each failed case with its differences; at most DIFF_LINES_MAX lines a case unless `verbose`. */
export function formatFailures(results: readonly RunResult[], verbose: boolean): string[] {
  return results
    .filter((result) => result.outcome === 'failed')
    .flatMap((result) => [
      `FAILED ${result.id} (${result.topic})`,
      ...formatDiff(result.diff ?? [], verbose),
    ]);
}

function formatDiff(diff: readonly string[], verbose: boolean): string[] {
  const shown = verbose ? diff : diff.slice(0, DIFF_LINES_MAX);
  const hidden = diff.length - shown.length;
  const lines = shown.map((line) => `  ${line.replaceAll('\n', '\n    ')}`);
  return hidden === 0 ? lines : [...lines, `  ... and ${hidden} more (--verbose shows all)`];
}

/** Cases that diverged, with why, and texts that differ without being gated. */
export function formatNotes(results: readonly RunResult[]): string[] {
  return results.flatMap(({ id, outcome, reason, wording = [] }) => [
    ...(outcome === 'diverged' ? [`DIVERGED ${id} (${reason})`] : []),
    ...wording.map((line) => `wording ${id}: ${line}`),
  ]);
}

/** Figures by topic, divergences by reason, wording differences and speed; the tally is the last line. */
export function formatSummary(run: FolderRun, options: { readonly topics: boolean }): string[] {
  const { results, seconds } = run;
  const { passed, diverged, failed } = tally(results);
  const speed = seconds === 0 ? 0 : Math.round(results.length / seconds);
  return [
    ...(options.topics ? formatTopics(results) : []),
    ...formatReasons(results),
    ...formatWording(results),
    `${results.length} cases in ${seconds.toFixed(1)} s (${speed} cases/s)`,
    `${passed} passed, ${diverged} diverged, ${failed} failed`,
  ];
}

function formatTopics(results: readonly RunResult[]): string[] {
  const rows = [...byTopic(results)].map(([topic, cases]) => {
    const { passed, diverged, failed } = tally(cases);
    return [topic, String(passed), String(diverged), String(failed)];
  });
  return formatColumns([['topic', 'passed', 'diverged', 'failed'], ...rows]);
}

function formatColumns(rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(...rows.map((row) => row[0]?.length ?? 0));
  return rows.map(([name = '', ...figures]) =>
    [name.padEnd(width), ...figures.map((figure) => figure.padStart(9))].join(''),
  );
}

function formatReasons(results: readonly RunResult[]): string[] {
  const diverged = results.filter((result) => result.outcome === 'diverged');
  const reasons = Map.groupBy(diverged, (result) => result.reason ?? 'no reason');
  return [...reasons]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([reason, cases]) => `diverged, ${reason}: ${cases.length}`);
}

function formatWording(results: readonly RunResult[]): string[] {
  const differing = results.filter((result) => !isDeepStrictEqual(result.wording ?? [], []));
  const total = differing.reduce((sum, result) => sum + (result.wording?.length ?? 0), 0);
  return total === 0 ? [] : [`wording differs (not gated): ${total} texts in ${differing.length} cases`];
}
