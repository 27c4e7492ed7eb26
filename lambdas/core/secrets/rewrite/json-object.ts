import { MERGE_DEPTH_MAX } from '../../bounds.ts';
import { type Checked, invalid, valid } from '../checked.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * A JSON object as Go decodes one into a map: numbers become float64, the last of equal keys wins, `null` is the
 * empty object. The problem is Go's where it tells nothing of the value (invariant I1).
 */
export function parseJsonObject(text: string): Checked<JsonObject> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // V8's message quotes the text.
    return invalid('the value is not valid JSON');
  }
  if (parsed === null) return valid({});
  if (typeof parsed !== 'object' || Array.isArray(parsed)) {
    return invalid(`json: cannot unmarshal ${kindOf(parsed)} into Go value of type map[string]interface {}`);
  }
  const problem = findProblem(parsed, 0);
  return problem === undefined ? valid(Object.fromEntries(Object.entries(parsed))) : invalid(problem);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function findProblem(value: unknown, depth: number): string | undefined {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : 'json: cannot unmarshal number into Go value of type float64';
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth === MERGE_DEPTH_MAX) return `the value nests deeper than ${MERGE_DEPTH_MAX} levels`;
  for (const inner of Object.values(value)) {
    const problem = findProblem(inner, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
