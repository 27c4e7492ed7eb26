import * as v from 'valibot';
import { DELETE_DELAY_MS_MIN, QUEUE_DELAY_SECONDS_MAX } from '../core/bounds.ts';
import { TerminalError } from '../core/errors.ts';
import type { SecretSyncConfig } from '../core/secrets/config.ts';
import { Connection } from '../runtime/connection-schema.ts';

const DELETE_DELAY_SECONDS_MIN = DELETE_DELAY_MS_MIN / 1000;

const filled = v.pipe(v.string(), v.minLength(1));
const texts = v.array(v.string());

const deleteDelay = v.pipe(
  v.number(),
  v.minValue(
    DELETE_DELAY_SECONDS_MIN,
    `allowed is ${DELETE_DELAY_SECONDS_MIN} s or more; a shorter delay could not tell a replacement from a deletion`,
  ),
  v.maxValue(
    QUEUE_DELAY_SECONDS_MAX,
    `allowed is ${QUEUE_DELAY_SECONDS_MAX} s or less, the longest delay of SQS`,
  ),
);

/** `sluice.json` of secret-sync, as stack/config/function-config.ts writes it. */
const Document = v.strictObject({
  mode: v.picklist(['observe', 'enforce']),
  account: filled,
  region: filled,
  cluster: Connection,
  prefixes: texts,
  services: v.array(v.picklist(['ParameterStore', 'SecretsManager'])),
  regions: texts,
  storeClasses: texts,
  namespaces: v.array(v.strictObject({ name: filled, prefixes: texts })),
  identities: v.array(v.strictObject({ namespace: filled, serviceAccount: filled, role: filled })),
  roles: v.optional(v.array(v.strictObject({ role: filled, namespaces: v.optional(texts, []) })), []),
  deleteDelaySeconds: deleteDelay,
  clusterExternalSecrets: v.optional(v.boolean()),
  tagFinds: v.optional(v.boolean()),
  generators: v.optional(v.array(v.picklist(['ECRAuthorizationToken', 'STSSessionToken']))),
  restart: v.optional(v.boolean()),
  secretListSeconds: v.optional(
    v.pipe(v.number(), v.minValue(60, 'allowed is 60 s or more; sweeps come once a minute')),
  ),
  sweepCallsPerSecond: v.pipe(
    v.number(),
    v.gtValue(0, 'allowed is a number above 0; SSM grants 40 calls a second to the whole account'),
  ),
});

/**
 * The configuration of secret-sync from the parsed `sluice.json`. Throws TerminalError `InvalidConfiguration` with
 * every problem: what was given, what is allowed, what to change.
 */
export function parseSecretSyncConfig(document: unknown): SecretSyncConfig {
  const parsed = v.safeParse(Document, document);
  if (parsed.success) return parsed.output;
  throw new TerminalError(
    `secrets configuration refused: ${parsed.issues.map(describeIssue).join('; ')}; change it and deploy again`,
    { code: 'InvalidConfiguration' },
  );
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map((item) => String(item.key)).join('.');
  if (issue.type === 'strict_object') {
    return issue.expected === 'never'
      ? `secrets.${path} is no setting: remove it`
      : `secrets.${path} is missing: give it`;
  }
  const isOurs = issue.message.startsWith('allowed is');
  const allowed = isOurs ? issue.message : `allowed is ${issue.expected ?? 'another value'}`;
  return `secrets.${path} is ${issue.received}: ${allowed}`;
}
