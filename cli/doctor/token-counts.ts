import { createHash } from 'node:crypto';
import type { UserCluster } from '../user-cluster.ts';

/** What an API server has counted of the tokens of one issuer since it started. */
export interface TokenCounts {
  /** Whether its authentication configuration has met a token of the issuer at all. */
  readonly knowsIssuer: boolean;
  readonly refused: number;
}

const METRIC = 'apiserver_authentication_jwt_authenticator_latency_seconds_count';

/** Reads the API server's metrics; it names issuers by their digests. Rejects when they may not be read. */
export async function readTokenCounts({ transport }: UserCluster, issuer: string): Promise<TokenCounts> {
  const { status, body } = await transport({ method: 'GET', path: '/metrics', headers: {} });
  if (status !== 200) throw new Error(`the API server answered ${status} to GET /metrics`);
  return parseTokenCounts(body, issuer);
}

/** @param text in Prometheus' text format */
export function parseTokenCounts(text: string, issuer: string): TokenCounts {
  const digest = createHash('sha256').update(issuer).digest('hex');
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith(METRIC) && line.includes(`sha256:${digest}`));
  const refused = lines
    .filter((line) => line.includes('result="failure"'))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  return { knowsIssuer: lines.length > 0, refused };
}
