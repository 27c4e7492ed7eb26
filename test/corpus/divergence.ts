import { isDeepStrictEqual } from 'node:util';
import type { CaseResult } from './result.ts';

/** One place where our settled world and the recording disagree. */
export interface Difference {
  /** 1 for the first step; 0 for the setup or where there are no steps. */
  readonly step: number;
  /** Path into `expect`: `secrets.app.data.password`, `externalSecrets.app.status.conditions.Ready.status`. */
  readonly field: string;
  /** undefined: the recording has nothing there. */
  readonly recorded: unknown;
  /** undefined: we have nothing there. */
  readonly ours: unknown;
}

/** A difference on purpose in one case (test/corpus/divergences.yaml). */
export interface ListedDivergence {
  readonly case: string;
  readonly step: number;
  readonly field: string;
  /** The sentence of docs/compatibility.md that says so, word for word. */
  readonly because: string;
  /** What we do instead; `null` stands for nothing. */
  readonly ours: unknown;
}

/** A difference on purpose that explains several cases, in any directory. */
export interface DivergenceRule<Subject> {
  /** Counted and printed under this name. */
  readonly name: string;
  /** The sentence of docs/compatibility.md that says so, word for word. */
  readonly because: string;
  /** Whether the rule says that exactly this difference must be there. Asserts what we do instead. */
  explains(difference: Difference, subject: Subject): boolean;
}

/** What may explain differences of one case. */
export interface Explanations<Subject> {
  readonly listed: readonly ListedDivergence[];
  readonly rules: readonly DivergenceRule<Subject>[];
}

/**
 * Passed without differences, diverged when every difference is explained and asserted, failed otherwise.
 * A listed divergence that no longer differs is a failure: the list must not outlive its reasons.
 */
export function judgeCase<Subject extends { readonly id: string }>(
  subject: Subject,
  differences: readonly Difference[],
  { listed, rules }: Explanations<Subject>,
): CaseResult {
  const mine = listed.filter((entry) => entry.case === subject.id);
  const stale = mine.filter((entry) => !differences.some((difference) => covers(entry, difference)));
  const reasons: string[] = [];
  const unexplained = differences.filter((difference) => {
    const entry = mine.find((candidate) => covers(candidate, difference));
    if (entry !== undefined && isDeepStrictEqual(entry.ours ?? undefined, difference.ours)) {
      reasons.push('Listed');
      return false;
    }
    const rule = rules.find((candidate) => candidate.explains(difference, subject));
    if (rule !== undefined) reasons.push(rule.name);
    return rule === undefined;
  });
  const diff = [
    ...stale.map(
      (entry) => `step ${entry.step}: ${entry.field}: listed in divergences.yaml but no longer differs`,
    ),
    ...unexplained.map(formatDifference),
  ];
  if (diff.length > 0) return { id: subject.id, outcome: 'failed', diff };
  const reason = reasons.toSorted()[0];
  return reason === undefined
    ? { id: subject.id, outcome: 'passed' }
    : { id: subject.id, outcome: 'diverged', reason };
}

function covers(entry: ListedDivergence, difference: Difference): boolean {
  return entry.step === difference.step && entry.field === difference.field;
}

const SHOWN_CHARACTERS_MAX = 400;

/** `step 2: secrets.app.type: recorded "Opaque", ours nothing`. Long values are cut. */
export function formatDifference({ step, field, recorded, ours }: Difference): string {
  return `${step === 0 ? '' : `step ${step}: `}${field}: recorded ${show(recorded)}, ours ${show(ours)}`;
}

function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > SHOWN_CHARACTERS_MAX
    ? `${text.slice(0, SHOWN_CHARACTERS_MAX)}... (${text.length})`
    : text;
}
