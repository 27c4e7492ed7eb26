import type { Difference, DifferenceOutcome } from './fold-differences.ts';
import type { HalfDifferences } from './half-differences.ts';

const HEADINGS: Readonly<Record<DifferenceOutcome, string>> = {
  differs: 'still differs',
  otherwise: 'the incumbent wrote something else, and it still differs',
  refused: 'sluice would not touch it, for a reason to look at',
  unseen: 'reported no more; how it ended was not seen',
  withdrawn: 'wanted no more; nobody wrote',
  same: 'the incumbent did the same, later',
};
const WOULD: Readonly<Record<string, string>> = {
  created: 'would be created',
  updated: 'would be updated',
  deleted: 'would be deleted',
  pending: 'would be deleted after a second look',
  refused: 'is refused',
  failed: 'fails',
};

/** Differences for people: by half and outcome, what asks for a look first. */
export function printDifferences(halves: readonly HalfDifferences[], since: number): string {
  return halves.map((half) => `${headline(half, since)}${printGroups(half.differences)}`).join('');
}

function headline(
  { half, runs, observedRuns, lastRun, truncated, differences }: HalfDifferences,
  since: number,
) {
  const from = `since ${time(since)}`;
  if (runs === 0)
    return `${half}: no run is in the logs ${from}; "sluice status" tells whether it is deployed, or paused\n`;
  if (observedRuns === 0)
    return `${half}: ${countOf(runs)} ${from}, none in observe mode: in enforce nobody else writes, and nothing is compared\n`;
  const last = lastRun === undefined ? '' : `, the last at ${time(lastRun)}`;
  const cut = truncated ? '; there is more in the logs than was read: give a later --since' : '';
  const count = differences.length === 1 ? '1 difference' : `${differences.length} differences`;
  return `${half}: ${count} in ${countOf(observedRuns)} ${from}${last}${cut}\n`;
}

function printGroups(differences: readonly Difference[]): string {
  const groups = Map.groupBy(differences, ({ outcome }) => outcome);
  return [...groups]
    .map(([outcome, group]) => {
      const spread = outcome === 'same' ? `: ${delays(group)}` : '';
      return `  ${HEADINGS[outcome]} (${group.length})${spread}\n${group.map(formatDifference).join('')}`;
    })
    .join('');
}

function formatDifference(difference: Difference): string {
  const { subject, action, reason, message, keys, found, wanted, firstSeen, lastSeen, runs } = difference;
  const listed = keys === undefined ? '' : ` [${keys.join(', ')}]`;
  const said = message === undefined ? '' : ` ${message}`;
  const seen =
    difference.endedAt === undefined
      ? `since ${time(firstSeen)}, in ${countOf(runs)}, last at ${time(lastSeen)}`
      : `${time(firstSeen)}, over ${seconds(difference)} s later`;
  const records =
    wanted === undefined ? '' : `      wanted: ${wanted}\n      found:  ${found ?? 'not known'}\n`;
  return `    ${subject} ${WOULD[action] ?? action}: ${reason}${listed}${said}; ${seen}\n${records}`;
}

/** From the first sight to the first run that saw the end. */
function seconds({ firstSeen, endedAt = firstSeen }: Difference): number {
  return Math.round((endedAt - firstSeen) / 1000);
}

function delays(group: readonly Difference[]): string {
  const sorted = group.map(seconds).sort((left, right) => left - right);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return `after ${sorted[0] ?? 0} to ${sorted.at(-1) ?? 0} s, half of them within ${middle} s`;
}

function time(at: number): string {
  return new Date(at).toISOString().replace(/\.000Z$/, 'Z');
}

function countOf(runs: number): string {
  return runs === 1 ? '1 run' : `${runs} runs`;
}
