import type { ServiceHooks } from '../service.ts';
import { AwsService } from '../service.ts';

/** Registry tokens of one account and region. */
export interface EcrState {
  readonly account: string;
  readonly region: string;
  /** Tokens made so far; every call makes another one. */
  sequence: number;
  now(): number;
}

/** Life of a token (ECR API reference, GetAuthorizationToken). */
const TOKEN_SECONDS = 12 * 60 * 60;

/** ECR of one account and region, as far as tokens go. */
export type Ecr = AwsService<EcrState, { readonly GetAuthorizationToken: typeof getPrivateToken }>;
/** ECR Public, whose token comes alone and without an endpoint. */
export type EcrPublic = AwsService<EcrState, { readonly GetAuthorizationToken: typeof getPublicToken }>;

export interface EcrOptions extends ServiceHooks {
  readonly account: string;
  readonly region: string;
}

export function createEcr({ account, region, ...hooks }: EcrOptions): Ecr {
  const state = { account, region, sequence: 0, now: () => hooks.now() };
  return new AwsService({ GetAuthorizationToken: getPrivateToken }, state, hooks);
}

export function createEcrPublic({ account, region, ...hooks }: EcrOptions): EcrPublic {
  const state = { account, region, sequence: 0, now: () => hooks.now() };
  return new AwsService({ GetAuthorizationToken: getPublicToken }, state, hooks);
}

function getPrivateToken(state: EcrState) {
  const proxyEndpoint = `https://${state.account}.dkr.ecr.${state.region}.amazonaws.com`;
  return { authorizationData: [{ ...makeToken(state), proxyEndpoint }] };
}

function getPublicToken(state: EcrState) {
  return { authorizationData: makeToken(state) };
}

function makeToken(state: EcrState): { authorizationToken: string; expiresAt: number } {
  state.sequence += 1;
  const authorizationToken = Buffer.from(`AWS:sandbox-token-${state.sequence}`).toString('base64');
  return { authorizationToken, expiresAt: state.now() / 1000 + TOKEN_SECONDS };
}
