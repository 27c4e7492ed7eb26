import { createHash } from 'node:crypto';
import type { UserCluster } from '../user-cluster.ts';

/** What an API server has counted of the tokens of one issuer since it started. */
export interface TokenCounts {
  /** Whether its authentication configuration has met a token of the issuer at all. */
  readonly knowsIssuer: boolean;
  readonly refused: number;
}

const TOKENS = 'apiserver_authentication_jwt_authenticator_latency_seconds_count';
const WITHOUT_ANSWER = 'apiserver_admission_webhook_fail_open_count';

/** The API server's metrics in Prometheus' text format. Rejects when they may not be read. */
export async function readMetrics({ transport }: UserCluster): Promise<string> {
  const { status, body } = await transport({ method: 'GET', path: '/metrics', headers: {} });
  if (status !== 200) throw new Error(`the API server answered ${status} to GET /metrics`);
  return body;
}

/** It names issuers by their digests. */
export function countTokens(metrics: string, issuer: string): TokenCounts {
  const digest = createHash('sha256').update(issuer).digest('hex');
  const lines = linesOf(metrics, TOKENS).filter((line) => line.includes(`sha256:${digest}`));
  return {
    knowsIssuer: lines.length > 0,
    refused: sum(lines.filter((line) => line.includes('result="failure"'))),
  };
}

/** Writes that went on without the notifier's answer. */
export function countUnanswered(metrics: string): number {
  return sum(linesOf(metrics, WITHOUT_ANSWER).filter((line) => line.includes('.sluice.local"')));
}

function linesOf(metrics: string, name: string): readonly string[] {
  return metrics.split('\n').filter((line) => line.startsWith(`${name}{`));
}

function sum(lines: readonly string[]): number {
  return lines.reduce((total, line) => total + Number(line.split(' ').at(-1)), 0);
}
