import * as v from 'valibot';

/**
 * Turns what valibot found into one sentence each: the path, what was given, what is allowed, what to change.
 * The allowed part is the description of the field's own schema, found by walking the schema along the path.
 */

/** Thrown for a configuration that cannot be used; `problems` has one line each. */
export class ConfigurationError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`the configuration cannot be used:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}

/** Longest value repeated in a message: a certificate would bury the rest. */
const SHOWN_LENGTH_MAX = 60;
/** Edits between an unknown key and a known one up to which we suggest it. */
const SUGGESTION_DISTANCE_MAX = 3;

/** @param schema the schema the document was parsed with */
export function describeIssue(schema: v.GenericSchema, issue: v.BaseIssue<unknown>): string {
  const keys = (issue.path ?? []).map((item) => item.key as string | number);
  const path = formatPath(keys);
  const last = issue.path?.at(-1);
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return `${path} is not known${suggest(String(keys.at(-1)), knownKeys(schema, keys.slice(0, -1), issue))}`;
  }
  const sentence = describeField(schema, keys) ?? `allowed: ${issue.expected ?? 'another value'}`;
  if (issue.type === 'strict_object' && issue.received === 'undefined')
    return `${path} is missing: ${sentence}`;
  if (issue.kind === 'validation' && issue.type === 'check' && last === undefined) return issue.message;
  const given = last === undefined ? issue.input : last.value;
  return given === undefined ? `${path} is missing: ${sentence}` : `${path} is ${show(given)}: ${sentence}`;
}

/** `['clusters', 0, 'dns']` -> `clusters[0].dns`. */
export function formatPath(keys: readonly (string | number)[]): string {
  if (keys.length === 0) return 'the configuration';
  return keys
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`))
    .join('');
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= SHOWN_LENGTH_MAX ? text : `${text.slice(0, SHOWN_LENGTH_MAX)}...`;
}

function suggest(key: string, known: readonly string[]): string {
  const nearest = known
    .map((name) => ({ name, distance: editDistance(key.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  const list = `allowed: ${known.join(', ')}`;
  return nearest !== undefined && nearest.distance <= SUGGESTION_DISTANCE_MAX
    ? `: did you mean "${nearest.name}"? ${list}`
    : `: remove it; ${list}`;
}

function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** The parts of valibot's schemas that are walked. */
interface SchemaNode {
  readonly entries?: Readonly<Record<string, SchemaNode>>;
  readonly item?: SchemaNode;
  readonly wrapped?: SchemaNode;
  readonly options?: readonly unknown[];
  readonly type: string;
}

/** All nodes that may stand at `keys`: a variant has several. */
function nodesAt(schema: v.GenericSchema, keys: readonly (string | number)[]): readonly SchemaNode[] {
  let nodes: readonly SchemaNode[] = unwrap(schema as unknown as SchemaNode);
  for (const key of keys) {
    nodes = nodes.flatMap((node) => {
      const child = typeof key === 'number' ? node.item : node.entries?.[key];
      return child === undefined ? [] : unwrap(child);
    });
  }
  return nodes;
}

function unwrap(node: SchemaNode): readonly SchemaNode[] {
  if (node.wrapped !== undefined) return unwrap(node.wrapped);
  if (node.type === 'variant') return [node, ...(node.options as readonly SchemaNode[]).flatMap(unwrap)];
  return [node];
}

/** The description nearest to the field: its own, or that of the value around it. */
function describeField(schema: v.GenericSchema, keys: readonly (string | number)[]): string | undefined {
  for (let depth = keys.length; depth >= 0; depth -= 1) {
    for (const node of nodesAt(schema, keys.slice(0, depth))) {
      const sentence = v.getDescription(node as unknown as v.GenericSchema);
      if (sentence !== undefined) return sentence;
    }
  }
  return undefined;
}

function knownKeys(
  schema: v.GenericSchema,
  keys: readonly (string | number)[],
  issue: v.BaseIssue<unknown>,
): readonly string[] {
  const parent = issue.path?.at(-1)?.input as { readonly mode?: unknown } | undefined;
  const nodes = nodesAt(schema, keys).filter((node) => node.entries !== undefined);
  // Of a variant, the alternative that the given mode chose.
  const chosen = nodes.filter(
    (node) => (node.entries?.['mode'] as { literal?: unknown } | undefined)?.literal === parent?.mode,
  );
  const list = nodes.length > 1 && chosen.length > 0 ? chosen : nodes;
  return [...new Set(list.flatMap((node) => Object.keys(node.entries ?? {})))];
}
