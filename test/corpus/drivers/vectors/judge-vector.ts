import { compareValues } from '../../compare.ts';
import { type Difference, type Explanations, judgeCase } from '../../divergence.ts';
import { REFUSALS } from '../../refusals.ts';
import type { CaseResult } from '../../result.ts';
import { type Answer, NotSupported, RefusedVector, type Vector, type VectorRunner } from './vector.ts';

/** Runs one vector and compares. Error texts are counted, not gated. */
export async function runVector(
  vector: Vector,
  runner: VectorRunner | undefined,
  explanations: Explanations<Vector>,
): Promise<CaseResult> {
  const failed = (line: string): CaseResult => ({ id: vector.id, outcome: 'failed', diff: [line] });
  if (runner === undefined) return failed('no function of ours is mapped to this file');
  const outcome = await attempt(vector, runner);
  if (outcome.error instanceof NotSupported) return failed(`not supported yet: ${outcome.error.message}`);
  if (outcome.error instanceof RefusedVector && recordedError(vector) === undefined) {
    const { reason } = outcome.error;
    return REFUSALS.has(reason)
      ? { id: vector.id, outcome: 'diverged', reason }
      : failed(`refused for a reason that is not documented: ${reason}`);
  }
  const result = judgeCase(vector, compareOutcome(vector, outcome), explanations);
  const wording = compareWording(vector, outcome);
  return wording.length === 0 ? result : { ...result, wording };
}

interface Outcome {
  readonly answer?: Answer;
  readonly error?: Error;
}

async function attempt(vector: Vector, runner: VectorRunner): Promise<Outcome> {
  try {
    return { answer: await runner(vector) };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}

function compareOutcome(vector: Vector, { answer, error }: Outcome): readonly Difference[] {
  const recordedError = vector['error'] ?? vector['errorBase64'];
  if (recordedError !== undefined) {
    return answer === undefined
      ? []
      : [{ step: 0, field: 'error', recorded: recordedError, ours: undefined }];
  }
  if (answer === undefined) {
    return [{ step: 0, field: 'error', recorded: undefined, ours: error?.message }];
  }
  return Object.entries(answer).flatMap(([field, ours]) => compareField(vector, field, ours));
}

function recordedError(vector: Vector): unknown {
  return vector['error'] ?? vector['errorBase64'];
}

function compareField(vector: Vector, field: string, ours: unknown): readonly Difference[] {
  if (field !== 'output' || !Buffer.isBuffer(ours)) {
    return compareValues({ step: 0, field }, vector[field], ours);
  }
  if (vector['outputPattern'] !== undefined) return comparePattern(String(vector['outputPattern']), ours);
  if (vector['outputBase64'] !== undefined) {
    return compareValues({ step: 0, field: 'outputBase64' }, vector['outputBase64'], ours.toString('base64'));
  }
  // A vector with neither output nor error must not throw, and that it did not.
  if (vector['output'] === undefined) return [];
  return compareValues({ step: 0, field }, vector['output'], ours.toString('utf8'));
}

function comparePattern(pattern: string, ours: Buffer): readonly Difference[] {
  const text = ours.toString('utf8');
  return new RegExp(pattern, 'u').test(text)
    ? []
    : [{ step: 0, field: 'outputPattern', recorded: pattern, ours: text }];
}

function compareWording(vector: Vector, { error }: Outcome): readonly string[] {
  const recorded = vector['error'];
  if (error === undefined || typeof recorded !== 'string' || error.message === recorded) return [];
  return [`recorded ${JSON.stringify(recorded)}, ours ${JSON.stringify(error.message)}`];
}
