import type { AuthorizationRequest } from '../iam/policy.ts';
import type { AssumeRoleRequest } from './assume-role.ts';
import { assumeRoleRequests } from './assume-role.ts';
import type { WebIdentityTokenRequest } from './web-identity.ts';

/** Used when a token request names no duration (STS API reference). */
const TOKEN_SECONDS_DEFAULT = 300;

/** What the caller's policies must allow. GetCallerIdentity needs nothing. */
export function stsRequests(
  action: string,
  params: Readonly<Record<string, unknown>>,
): readonly AuthorizationRequest[] {
  if (action === 'AssumeRole') return assumeRoleRequests(params as unknown as AssumeRoleRequest);
  if (action !== 'GetWebIdentityToken') return [];
  const request = params as unknown as WebIdentityTokenRequest;
  const tags = request.Tags ?? [];
  const token: AuthorizationRequest = {
    action: 'sts:GetWebIdentityToken',
    resource: '*',
    context: {
      'sts:IdentityTokenAudience': request.Audience,
      'sts:DurationSeconds': request.DurationSeconds ?? TOKEN_SECONDS_DEFAULT,
      'sts:SigningAlgorithm': request.SigningAlgorithm,
      'aws:TagKeys': tags.length === 0 ? undefined : tags.map((tag) => tag.Key),
    },
  };
  return tags.length === 0 ? [token] : [token, { ...token, action: 'sts:TagGetWebIdentityToken' }];
}
