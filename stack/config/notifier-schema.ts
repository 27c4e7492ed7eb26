import * as v from 'valibot';
import { describe, field } from './fields.ts';

/** Fewer different characters than this are no random text. */
const DIFFERENT_CHARACTERS_MIN = 8;
const PATH_RULE =
  'required; allowed: 22 to 128 of A-Z, a-z, 0-9, "_" and "-" that nobody can guess; make one with ' +
  '`openssl rand -hex 16`';

/** `notifier` of one cluster: the API server tells of changes, so that they are not found by the sweep first. */
export const notifierSchema = v.strictObject({
  /** Part of the URL's path. Who knows it can make a reconcile happen earlier, and nothing else. */
  path: describe(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22,128}$/), v.check(isVaried)), PATH_RULE),
  /** Base URL of the function, known after the first deployment. @default the webhook is not generated */
  url: v.optional(
    describe(
      v.pipe(v.string(), v.regex(/^https:\/\/[A-Za-z0-9.-]+(:[0-9]{1,5})?(\/[A-Za-z0-9._~\-/]*)?$/)),
      'allowed: the https URL that the deployment printed as output NotifyUrl, without query',
    ),
  ),
  /** CA bundle of that URL, where a proxy of your own stands before the function. @default the API server's roots */
  ca: v.optional(
    describe(
      v.pipe(v.string(), v.includes('-----BEGIN CERTIFICATE-----')),
      'allowed: the PEM text of one or more CA certificates',
    ),
  ),
  /** SHA-256 of a bearer token that the API server sends, which only kubeadm can be told. @default no token */
  tokenSha256: v.optional(
    describe(
      v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
      'allowed: 64 hex digits, as `printf %s "$TOKEN" | sha256sum` prints them',
    ),
  ),
  /** Hear of ConfigMaps, which templates read, in the target namespaces; they travel in the review. @default true */
  configMaps: v.optional(field.flag, true),
  /** Longest time a write of the cluster waits for the notifier. @default 3 */
  timeoutSeconds: v.optional(
    describe(
      v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10)),
      'allowed: whole seconds from 1 to 10; a write of the cluster waits that long when the function is out of reach',
    ),
    3,
  ),
  /** Containers reserved for the function, and its limit. @default 5 */
  concurrency: v.optional(
    describe(
      v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
      'allowed: a whole number from 1 to 100',
    ),
    5,
  ),
});

function isVaried(text: string): boolean {
  return new Set(text).size >= DIFFERENT_CHARACTERS_MIN;
}
