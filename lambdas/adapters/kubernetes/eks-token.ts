import { createHash, createHmac } from 'node:crypto';
import type { Clock } from '../../core/ports.ts';
import type { IssueCredential } from './auth.ts';

/** Keys that sign AWS requests, as the SDK resolves them. */
export interface SigningKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface EksTokenOptions {
  readonly region: string;
  readonly clusterName: string;
  readonly keys: () => Promise<SigningKeys>;
  readonly clock: Clock;
}

/** The server accepts a token for 15 minutes from its signing (aws-iam-authenticator, pkg/token/token.go). */
const TOKEN_LIFETIME_MS = 15 * 60_000;
const PRESIGN_SECONDS = 60;
const TOKEN_PREFIX = 'k8s-aws-v1.';
const CLUSTER_HEADER = 'x-k8s-aws-id';
const ALGORITHM = 'AWS4-HMAC-SHA256';

/** A presigned `sts:GetCallerIdentity` that names the cluster (reference: aws 4.2). No call is made. */
export function issueEksToken({ region, clusterName, keys, clock }: EksTokenOptions): IssueCredential {
  return async () => {
    const now = clock.now();
    const url = presignCallerIdentity({ region, clusterName, now, keys: await keys() });
    const token = TOKEN_PREFIX + Buffer.from(url).toString('base64url');
    return { token, expiresAt: now + TOKEN_LIFETIME_MS };
  };
}

/** What one signature depends on. `now` in ms since the epoch. */
export interface PresignInput {
  readonly region: string;
  readonly clusterName: string;
  readonly now: number;
  readonly keys: SigningKeys;
}

/** The presigned URL, by Signature Version 4 in query form. */
export function presignCallerIdentity({ region, clusterName, now, keys }: PresignInput): string {
  const host = `sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  const timestamp = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const date = timestamp.slice(0, 8);
  const scope = `${date}/${region}/sts/aws4_request`;
  const query = canonicalQuery({
    Action: 'GetCallerIdentity',
    Version: '2011-06-15',
    'X-Amz-Algorithm': ALGORITHM,
    'X-Amz-Credential': `${keys.accessKeyId}/${scope}`,
    'X-Amz-Date': timestamp,
    'X-Amz-Expires': String(PRESIGN_SECONDS),
    'X-Amz-SignedHeaders': `host;${CLUSTER_HEADER}`,
    ...(keys.sessionToken === undefined ? {} : { 'X-Amz-Security-Token': keys.sessionToken }),
  });
  const headers = `host:${host}\n${CLUSTER_HEADER}:${clusterName}\n`;
  const canonical = ['GET', '/', query, headers, `host;${CLUSTER_HEADER}`, sha256('')].join('\n');
  const toSign = [ALGORITHM, timestamp, scope, sha256(canonical)].join('\n');
  const signingKey = [date, region, 'sts', 'aws4_request'].reduce<string | Buffer>(
    (key, part) => hmac(key, part),
    `AWS4${keys.secretAccessKey}`,
  );
  return `https://${host}/?${query}&X-Amz-Signature=${hmac(signingKey, toSign).toString('hex')}`;
}

function canonicalQuery(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .sort()
    .join('&');
}

/** RFC 3986: everything but unreserved characters; encodeURIComponent leaves five more alone. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
