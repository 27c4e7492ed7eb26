import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { identityKey } from '../core/aws-identity.ts';
import type { AwsIdentity, RoleHop, StaticKeys } from '../core/aws-ports.ts';
import { TransientError } from '../core/errors.ts';
import { clientSettings } from './aws-client.ts';
import { fromSdkError } from './aws-error.ts';

/** Keys as the SDK's clients take them; they are asked for again when `expiration` is near. */
export interface RoleKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Gets keys, from what is still valid or afresh. Rejects with TransientError or TerminalError about the role. */
export type KeySource = () => Promise<RoleKeys>;

/** Gives the keys of an identity, undefined for the function's own; all clients of one identity share them. */
export type KeySources = (identity: AwsIdentity) => KeySource | undefined;

/** Shown by CloudTrail as the session; which namespace and store it served is in the tags. */
const SESSION_NAME = 'sluice';
/** Keys are asked for again so long before they end, so that no call begins with keys that end under way. */
const RENEWAL_MS = 5 * 60_000;

/** Roles are assumed from the function's own STS, one from the other; every client is made once. */
export function createKeySources(sts: STSClient, endpoint?: string): KeySources {
  const known = new Map<string, KeySource>();
  return (identity) => {
    const { keys, roleArn, sessionTags = {}, chain = [] } = identity;
    const mapped = roleArn === undefined ? [] : [{ roleArn, sessionTags }];
    const hops: readonly RoleHop[] = [...mapped, ...chain];
    if (keys === undefined && hops.length === 0) return undefined;
    const key = identityKey(identity);
    const source = known.get(key) ?? chainSources(sts, { keys, hops, endpoint });
    known.set(key, source);
    return source;
  };
}

function chainSources(
  sts: STSClient,
  from: {
    readonly keys: StaticKeys | undefined;
    readonly hops: readonly RoleHop[];
    readonly endpoint: string | undefined;
  },
): KeySource {
  const endpoint = from.endpoint === undefined ? {} : { endpoint: from.endpoint };
  const stsWith = (credentials: KeySource) =>
    new STSClient({ ...clientSettings({ region: '', ...endpoint }), region: sts.config.region, credentials });
  let source = from.keys === undefined ? undefined : staticSource(from.keys);
  for (const hop of from.hops) source = keepUntilExpiry(assumeRole(source ? stsWith(source) : sts, hop));
  if (source === undefined)
    throw new RangeError('an identity without keys and roles has no source of its own');
  return source;
}

function staticSource({ accessKeyId, secretAccessKey, sessionToken }: StaticKeys): KeySource {
  const keys = {
    accessKeyId,
    secretAccessKey: secretAccessKey.unwrap().toString('utf8'),
    ...(sessionToken === undefined ? {} : { sessionToken: sessionToken.unwrap().toString('utf8') }),
  };
  return async () => keys;
}

/** One request at a time, and none while the last answer is valid; a failure is not kept. */
function keepUntilExpiry(source: KeySource): KeySource {
  let held: Promise<RoleKeys> | undefined;
  return async () => {
    const keys = await held;
    const until = keys?.expiration?.getTime() ?? 0;
    if (keys !== undefined && until - RENEWAL_MS > Date.now()) return keys;
    const next = source();
    held = next.catch(() => undefined as never);
    return next;
  };
}

function assumeRole(sts: STSClient, hop: RoleHop): KeySource {
  const { roleArn, externalId, sessionTags = {}, transitiveTagKeys = [] } = hop;
  const command = new AssumeRoleCommand({
    RoleArn: roleArn,
    RoleSessionName: SESSION_NAME,
    Tags: Object.entries(sessionTags).map(([Key, Value]) => ({ Key, Value })),
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
    ...(transitiveTagKeys.length === 0 ? {} : { TransitiveTagKeys: [...transitiveTagKeys] }),
  });
  return async () => {
    const { Credentials: keys } = await sts.send(command).catch((error: unknown) => {
      throw fromSdkError(error, roleArn);
    });
    if (!keys?.AccessKeyId || !keys.SecretAccessKey || !keys.SessionToken || !keys.Expiration) {
      throw new TransientError(`sts answered without keys for ${roleArn}`, {
        code: 'InvalidAnswer',
        subject: roleArn,
      });
    }
    return {
      accessKeyId: keys.AccessKeyId,
      secretAccessKey: keys.SecretAccessKey,
      sessionToken: keys.SessionToken,
      expiration: keys.Expiration,
    };
  };
}
