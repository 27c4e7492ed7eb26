import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { STSClient } from '@aws-sdk/client-sts';
import type { SigningKeys } from '../../../lambdas/adapters/kubernetes/eks-token.ts';
import type { ServerCertificate } from '../../../sandbox/runtime/certificate-authority.ts';

/** An access entry of EKS, and the keys with which STS knows the role. */
export interface AccessEntry {
  readonly roleArn: string;
  readonly groups: readonly string[];
  readonly keys: SigningKeys;
}

/** EKS's token webhook. */
export interface IamAuthenticator {
  /** Kubeconfig for `--authentication-token-webhook-config-file`. */
  readonly kubeconfig: object;
  close(): void;
}

const PREFIX = 'k8s-aws-v1.';
const CLUSTER_HEADER = 'x-k8s-aws-id';
/** Of a signature, by aws-iam-authenticator (pkg/token/token.go). */
const LIFETIME_MS = 15 * 60_000;

/**
 * What EKS does with a bearer token: it is a presigned GetCallerIdentity for this cluster, asked of STS. STS is the
 * SDK's own signer here, which has to come to the same signature.
 */
export async function startIamAuthenticator(options: {
  readonly certificate: ServerCertificate;
  readonly ca: string;
  readonly clusterName: string;
  readonly region: string;
  readonly entries: readonly AccessEntry[];
}): Promise<IamAuthenticator> {
  const { certificate, ca, entries } = options;
  const server = createServer({ ...certificate }, async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { spec } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
      readonly spec: { readonly token: string };
    };
    const entry = await findEntry(spec.token, options);
    const user = { username: entry?.roleArn, groups: entry?.groups };
    const status = entry === undefined ? { authenticated: false } : { authenticated: true, user };
    outgoing.writeHead(200, { 'content-type': 'application/json' });
    outgoing.end(JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', status }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/authenticate`;
  const authority = Buffer.from(ca).toString('base64');
  return {
    kubeconfig: {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'iam', cluster: { server: url, 'certificate-authority-data': authority } }],
      users: [{ name: 'apiserver', user: {} }],
      contexts: [{ name: 'iam', context: { cluster: 'iam', user: 'apiserver' } }],
      'current-context': 'iam',
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };

  async function findEntry(token: string, { clusterName, region }: typeof options) {
    if (!token.startsWith(PREFIX)) return undefined;
    const url = new URL(Buffer.from(token.slice(PREFIX.length), 'base64url').toString('utf8'));
    const query = Object.fromEntries(url.searchParams);
    const accessKeyId = query['X-Amz-Credential']?.split('/')[0];
    const entry = entries.find(({ keys }) => keys.accessKeyId === accessKeyId);
    const signedAt = readTimestamp(query['X-Amz-Date'] ?? '');
    const isFresh = Math.abs(Date.now() - signedAt) < LIFETIME_MS;
    const isCall = query['Action'] === 'GetCallerIdentity' && url.host === `sts.${region}.amazonaws.com`;
    if (entry === undefined || !isFresh || !isCall) return undefined;
    const signature = await sign({ url, clusterName, region, signedAt, keys: entry.keys });
    return signature === query['X-Amz-Signature'] ? entry : undefined;
  }
}

/** `20261122T100005Z` */
function readTimestamp(text: string): number {
  return Date.parse(text.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
}

interface Presigner {
  presign(request: unknown, options: unknown): Promise<{ readonly query?: Readonly<Record<string, string>> }>;
}

/** The signature that a request from this cluster has to have. */
async function sign(given: {
  readonly url: URL;
  readonly clusterName: string;
  readonly region: string;
  readonly signedAt: number;
  readonly keys: SigningKeys;
}): Promise<string | undefined> {
  const { url, clusterName, region, signedAt, keys } = given;
  const { accessKeyId, secretAccessKey, sessionToken } = keys;
  const credentials = {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
  const sts = new STSClient({ region, credentials });
  const signer = (await sts.config.signer()) as unknown as Presigner;
  const request = {
    method: 'GET',
    protocol: 'https:',
    hostname: url.host,
    path: '/',
    query: { Action: 'GetCallerIdentity', Version: url.searchParams.get('Version') },
    headers: { host: url.host, [CLUSTER_HEADER]: clusterName },
  };
  const { query } = await signer.presign(request, {
    expiresIn: Number(url.searchParams.get('X-Amz-Expires')),
    signingDate: new Date(signedAt),
    signingRegion: region,
    signingService: 'sts',
    unhoistableHeaders: new Set([CLUSTER_HEADER]),
    unsignableHeaders: new Set(),
  });
  return query?.['X-Amz-Signature'];
}
