import { matchesLeaf } from './pattern-operator.ts';

/**
 * EventBridge event patterns. An object narrows the field of that name; an array lists alternatives, literals or
 * operators; `$or` holds alternatives of patterns. An array in the event matches when any element does.
 */
export type EventPattern = Readonly<Record<string, unknown>>;

/** Whether the event satisfies the pattern. Throws when the pattern uses an operator that is not known. */
export function matchesPattern(pattern: EventPattern, event: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    if (field === '$or')
      return alternatives(wanted).some((alternative) => matchesPattern(alternative, event));
    return matchesField(wanted, event[field]);
  });
}

function matchesField(wanted: unknown, actual: unknown): boolean {
  if (Array.isArray(wanted)) return matchesAny(wanted, actual);
  if (!isRecord(wanted))
    throw new Error(`an event pattern has arrays as leaves, got ${JSON.stringify(wanted)}`);
  if (Array.isArray(actual)) return actual.some((element) => matchesField(wanted, element));
  // Fields below something that is no object are absent, which `exists: false` may ask for.
  return matchesPattern(wanted, isRecord(actual) ? actual : {});
}

function matchesAny(wanted: readonly unknown[], actual: unknown): boolean {
  const values = Array.isArray(actual) ? actual : [actual];
  return wanted.some((leaf) => matchesLeaf(leaf, values));
}

function alternatives(wanted: unknown): readonly EventPattern[] {
  if (Array.isArray(wanted) && wanted.every(isRecord)) return wanted;
  throw new Error(`"$or" takes an array of patterns, got ${JSON.stringify(wanted)}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
