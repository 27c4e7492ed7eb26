/** Reading raw JSON of unknown shape: nothing is asserted, what is not as expected is absent. */
type RawObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is RawObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of field names; undefined where the path ends early. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const field of path) current = isObject(current) ? current[field] : undefined;
  return current;
}

/** Fields whose value is text, as labels, annotations and Secret data have; the object itself when all are. */
export function textsOf(value: unknown): Readonly<Record<string, string>> {
  if (!isObject(value)) return {};
  if (isAllText(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function isAllText(value: RawObject): value is Readonly<Record<string, string>> {
  for (const field in value) if (typeof value[field] !== 'string') return false;
  return true;
}
