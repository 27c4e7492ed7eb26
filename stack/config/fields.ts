import * as v from 'valibot';

/**
 * The kinds of value that several parts of the configuration share. Each carries a description: what is allowed
 * and what to change. The same sentence answers a missing value and a wrong one (stack/config/problems.ts).
 */
export const field = {
  /** A Kubernetes namespace or service account name (RFC 1123 label). */
  label: describe(
    v.pipe(v.string(), v.regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)),
    'allowed: a Kubernetes name of at most 63 of a-z, 0-9 and "-", such as "auth"',
  ),
  region: describe(
    v.pipe(v.string(), v.regex(/^[a-z]{2}(-[a-z]+)+-[0-9]$/)),
    'allowed: an AWS region such as "ap-northeast-2"',
  ),
  flag: describe(v.boolean(), 'allowed: true or false'),
  text: describe(v.string(), 'allowed: a string'),
  mode: describe(
    v.picklist(['observe', 'enforce']),
    'required, no default; allowed: "observe", "enforce"; start with "observe", which writes nothing',
  ),
  /** Seconds a deletion waits for its second observation (DESIGN 2); at most the longest delay of SQS. */
  deleteDelay: describe(
    v.pipe(v.number(), v.integer(), v.minValue(60), v.maxValue(900)),
    'allowed: whole seconds from 60 to 900; a deletion needs two observations at least 60 s apart',
  ),
  parameterName: describe(
    v.pipe(v.string(), v.regex(/^\/[A-Za-z0-9_.\-/]+$/)),
    'allowed: the name of a SecureString parameter, such as "/sluice/eco2-dev/token"',
  ),
} as const;

/** Attaches the sentence that says what is allowed. */
export function describe<TSchema extends v.GenericSchema>(schema: TSchema, sentence: string) {
  return v.pipe(schema, v.description(sentence));
}
