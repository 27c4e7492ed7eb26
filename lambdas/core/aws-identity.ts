import type { AwsIdentity } from './aws-ports.ts';
import { compareBytes } from './object-key.ts';

type Tags = Readonly<Record<string, string>> | undefined;

/** Key of credentials: same key, same connection and same answers. Holds no secret and no digest of one. */
export function identityKey(identity: AwsIdentity): string {
  const { region, roleArn = '', sessionTags, keys, chain = [] } = identity;
  const hops = chain.map((hop) => [
    hop.roleArn,
    hop.externalId ?? '',
    sortTags(hop.sessionTags),
    hop.transitiveTagKeys ?? [],
  ]);
  const base = [region, roleArn, sortTags(sessionTags)];
  return JSON.stringify(
    keys === undefined && hops.length === 0
      ? base
      : [...base, keys === undefined ? '' : `${keys.accessKeyId} ${keys.revision}`, hops],
  );
}

/** Whether an error is about getting the credentials, as opposed to what was asked with them. */
export function isAboutCredentials(
  error: { readonly subject: string | undefined },
  { roleArn, chain = [] }: AwsIdentity,
): boolean {
  if (error.subject === undefined) return false;
  return error.subject === roleArn || chain.some((hop) => hop.roleArn === error.subject);
}

function sortTags(tags: Tags): readonly (readonly [string, string])[] {
  return Object.entries(tags ?? {}).sort(([a], [b]) => compareBytes(a, b));
}
