import type { Caller } from '../service.ts';
import { AwsServiceError, validationError } from '../service-error.ts';
import type { PublicKey, SigningAlgorithm } from './signing-keys.ts';
import type { StsState } from './state.ts';

/** Life of a token in seconds, and audiences of one (STS API reference, GetWebIdentityToken). */
const DURATION = { min: 60, max: 3600, default: 300 };
const AUDIENCES_MAX = 10;
const AUDIENCE_LENGTH_MAX = 1000;
const CLAIMS = 'https://sts.amazonaws.com/';

export interface WebIdentityTokenRequest {
  readonly Audience: readonly string[];
  readonly SigningAlgorithm: string;
  readonly DurationSeconds?: number;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

/** A signed token that says who the caller is: its role, its account, and the Lambda function it runs in. */
export function getWebIdentityToken(
  state: StsState,
  request: WebIdentityTokenRequest,
  caller: Caller,
): { WebIdentityToken: string; Expiration: number } {
  const duration = checkRequest(request);
  requireFederation(state);
  const now = state.now();
  if (caller.expiresAt !== undefined && now + duration * 1000 > caller.expiresAt) {
    throw new AwsServiceError(
      'SessionDurationEscalationException',
      'The requested token duration would extend the session beyond its original expiration time.',
      403,
    );
  }
  const iat = Math.floor(now / 1000);
  state.sequence += 1;
  const [only, ...others] = request.Audience;
  const claims = {
    iss: state.issuer,
    aud: others.length === 0 ? only : request.Audience,
    sub: caller.roleArn ?? caller.arn,
    iat,
    exp: iat + duration,
    jti: `00000000-0000-4000-b000-${state.sequence.toString(16).padStart(12, '0')}`,
    [CLAIMS]: {
      aws_account: caller.account,
      source_region: state.region,
      principal_tags: caller.sessionTags ?? {},
      request_tags: Object.fromEntries((request.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
      ...(caller.functionArn === undefined ? {} : { lambda_source_function_arn: caller.functionArn }),
    },
  };
  const token = state.keys.signToken(request.SigningAlgorithm as SigningAlgorithm, claims);
  return { WebIdentityToken: token, Expiration: iat + duration };
}

function requireFederation(state: StsState): void {
  if (state.isFederationOn()) return;
  throw new AwsServiceError(
    'OutboundWebIdentityFederationDisabledException',
    'Outbound web identity federation is not enabled for this account.',
    403,
  );
}

/** `<issuer>/.well-known/openid-configuration` */
export function discoveryDocument(state: Pick<StsState, 'issuer'>): Readonly<Record<string, unknown>> {
  return {
    issuer: state.issuer,
    jwks_uri: `${state.issuer}/.well-known/jwks.json`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES384', 'RS256'],
  };
}

/** `<issuer>/.well-known/jwks.json` */
export function keySet(state: Pick<StsState, 'keys'>): { readonly keys: readonly PublicKey[] } {
  return { keys: [state.keys.publicKey('ES384'), state.keys.publicKey('RS256')] };
}

function checkRequest(request: WebIdentityTokenRequest): number {
  const {
    Audience: audiences = [],
    SigningAlgorithm: algorithm,
    DurationSeconds: duration = DURATION.default,
  } = request;
  if (
    audiences.length === 0 ||
    audiences.length > AUDIENCES_MAX ||
    audiences.some((one) => one.length > AUDIENCE_LENGTH_MAX)
  ) {
    const bound = `Member must have between 1 and ${AUDIENCES_MAX} audiences of at most ${AUDIENCE_LENGTH_MAX} characters`;
    throw validationError(`[${audiences.join(', ')}]`, 'audience', bound);
  }
  if (algorithm !== 'ES384' && algorithm !== 'RS256') {
    throw validationError(
      String(algorithm),
      'signingAlgorithm',
      'Member must satisfy enum value set: [ES384, RS256]',
    );
  }
  if (duration < DURATION.min || duration > DURATION.max) {
    throw validationError(
      String(duration),
      'durationSeconds',
      `Member must be between ${DURATION.min} and ${DURATION.max}`,
    );
  }
  return duration;
}
