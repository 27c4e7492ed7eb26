import { compareBytes } from '../../lambdas/core/object-key.ts';
import type { LoggedEntry, ReportLine } from './report-line.ts';

/**
 * - `differs`: it is so still
 * - `otherwise`: somebody wrote there meanwhile, and it is not what we want
 * - `refused`: we would not touch it; what the incumbent does there is its own
 * - `unseen`: a complete run no longer reported it; how it ended nobody saw (the container that could tell was gone)
 * - `withdrawn`: what we wanted changed, and nobody wrote
 * - `same`: somebody wrote there, and now it is what we want
 */
export type DifferenceOutcome = 'differs' | 'otherwise' | 'refused' | 'unseen' | 'withdrawn' | 'same';

/** One difference from its first sight to its end. */
export interface Difference extends LoggedEntry {
  readonly outcome: DifferenceOutcome;
  /** ms since the epoch, of runs that reported it. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** Runs that reported it. */
  readonly runs: number;
  /** When a run first saw that it was over: later than it was by up to the time between two runs. @default it is not */
  readonly endedAt?: number;
}

interface Episode {
  entry: LoggedEntry;
  readonly firstSeen: number;
  lastSeen: number;
  runs: number;
  /** Somebody wrote there while it differed. */
  moved: boolean;
  /** A complete run did not report it any more. */
  quietAt: number | undefined;
}

const CHANGES: readonly string[] = ['created', 'updated', 'deleted', 'pending'];
const REFUSALS: readonly string[] = ['refused', 'failed'];

/**
 * The lines of one half, in any order, as differences: those that are still there first, then by subject and time.
 * That a run does not mention a subject ends nothing by itself, unless it looked at everything.
 */
export function foldDifferences(lines: readonly ReportLine[]): readonly Difference[] {
  const open = new Map<string, Episode>();
  const closed: Difference[] = [];
  const observed = lines.filter((line) => line.observed !== undefined);
  for (const line of [...observed].sort((left, right) => left.at - right.at)) foldLine(line, open, closed);
  const left = [...open.values()].map((episode) => close(episode, leftOutcome(episode), episode.quietAt));
  return [...closed, ...left].sort(
    (one, other) =>
      ORDER.indexOf(one.outcome) - ORDER.indexOf(other.outcome) ||
      compareBytes(one.subject, other.subject) ||
      one.firstSeen - other.firstSeen,
  );
}

const ORDER: readonly DifferenceOutcome[] = [
  'differs',
  'otherwise',
  'refused',
  'unseen',
  'withdrawn',
  'same',
];

function foldLine(line: ReportLine, open: Map<string, Episode>, closed: Difference[]): void {
  const seen = new Set<string>();
  for (const { subject, found } of line.settled) {
    const episode = open.get(subject);
    if (episode === undefined) continue;
    const isSame = found === undefined || episode.entry.found === undefined || found !== episode.entry.found;
    closed.push(close(episode, isSame ? 'same' : 'withdrawn', episode.quietAt ?? line.at));
    open.delete(subject);
  }
  for (const entry of line.changes) {
    const key = keyOf(entry);
    if (key === undefined || seen.has(key)) continue;
    seen.add(key);
    const episode = open.get(key);
    if (episode?.quietAt !== undefined) closed.push(close(episode, endOf(episode), episode.quietAt));
    if (episode === undefined || episode.quietAt !== undefined) open.set(key, begin(entry, line.at));
    else continueWith(episode, entry, line.at);
  }
  if (line.observed !== 'all') return;
  for (const [key, episode] of open) if (!seen.has(key)) episode.quietAt ??= line.at;
}

/** Differences by their subject, of which there is one; refusals also by their reason. */
function keyOf({ subject, action, reason }: LoggedEntry): string | undefined {
  if (CHANGES.includes(action)) return subject;
  return REFUSALS.includes(action) ? `${subject} ${reason}` : undefined;
}

function begin(entry: LoggedEntry, at: number): Episode {
  return { entry, firstSeen: at, lastSeen: at, runs: 1, moved: false, quietAt: undefined };
}

function continueWith(episode: Episode, entry: LoggedEntry, at: number): void {
  const { found } = episode.entry;
  if (found !== undefined && entry.found !== undefined && found !== entry.found) episode.moved = true;
  episode.entry = entry;
  episode.lastSeen = at;
  episode.runs += 1;
}

function close(episode: Episode, outcome: DifferenceOutcome, endedAt: number | undefined): Difference {
  const { entry, firstSeen, lastSeen, runs } = episode;
  return { ...entry, outcome, firstSeen, lastSeen, runs, ...(endedAt === undefined ? {} : { endedAt }) };
}

function leftOutcome(episode: Episode): DifferenceOutcome {
  if (episode.quietAt !== undefined || REFUSALS.includes(episode.entry.action)) return endOf(episode);
  return episode.moved ? 'otherwise' : 'differs';
}

function endOf({ entry }: Episode): DifferenceOutcome {
  return REFUSALS.includes(entry.action) ? 'refused' : 'unseen';
}
