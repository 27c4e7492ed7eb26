import { presignCallerIdentity } from '../../../lambdas/adapters/kubernetes/eks-token.ts';
import type { Credentials } from '../iam/credentials.ts';
import type { EksState } from './eks.ts';

const PREFIX = 'k8s-aws-v1.';
/** The server accepts a token for 15 minutes from its signing (aws-iam-authenticator, pkg/token/token.go). */
const LIFETIME_MS = 15 * 60_000;

export interface EksTokenCheck {
  readonly clusterName: string;
  readonly eks: EksState;
  readonly credentials: Credentials;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * What EKS makes of a bearer token: a presigned GetCallerIdentity for this very cluster, whose role has an access entry.
 * The name of the cluster is in the signature only. Undefined for a token of another kind.
 * @throws Error that says why the token is refused
 */
export function readEksToken(
  token: string,
  { clusterName, eks, credentials, now }: EksTokenCheck,
): { readonly username: string; readonly groups: readonly string[] } | undefined {
  if (!token.startsWith(PREFIX)) return undefined;
  const { host, searchParams } = new URL(
    Buffer.from(token.slice(PREFIX.length), 'base64url').toString('utf8'),
  );
  const { region } = eks;
  const accessKeyId = searchParams.get('X-Amz-Credential')?.split('/')[0] ?? '';
  const sessionToken = searchParams.get('X-Amz-Security-Token') ?? undefined;
  const caller = credentials.resolve(accessKeyId, sessionToken);
  const signedAt = readTimestamp(searchParams.get('X-Amz-Date') ?? '');
  if (!(Math.abs(now - signedAt) < LIFETIME_MS)) throw new Error('the presigned URL has expired');
  const keys = { accessKeyId, secretAccessKey: credentials.secretOf(accessKeyId), sessionToken };
  const expected = new URL(presignCallerIdentity({ region, clusterName, now: signedAt, keys }));
  const isSigned = searchParams.get('X-Amz-Signature') === expected.searchParams.get('X-Amz-Signature');
  if (host !== expected.host || !isSigned)
    throw new Error(`the URL is not signed for cluster ${clusterName}`);
  const principal = caller.roleArn ?? caller.arn;
  const groups = eks.clusters.get(clusterName)?.entries.get(principal);
  if (groups === undefined) throw new Error(`${clusterName} has no access entry for ${principal}`);
  return { username: principal, groups };
}

/** `20261122T100005Z` */
function readTimestamp(text: string): number {
  return Date.parse(text.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
}
