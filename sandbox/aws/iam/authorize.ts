import type { Caller } from '../service.ts';
import { AwsServiceError } from '../service-error.ts';
import { evaluatePolicies } from './evaluate.ts';
import type { AuthorizationRequest } from './policy.ts';
import type { Roles } from './roles.ts';

/**
 * Throws AccessDenied for the first request the caller's role does not allow, worded as the services do. A caller
 * without a role is the sandbox's administrator and may do everything.
 */
export function authorizeCaller(
  roles: Roles,
  caller: Caller,
  requests: readonly AuthorizationRequest[],
): void {
  if (caller.roleArn === undefined) return;
  const policies = roles.get(caller.roleArn)?.policies ?? [];
  for (const request of requests) {
    const context = { ...principalContext(caller), ...request.context };
    const { decision, statements } = evaluatePolicies(policies, { ...request, context });
    if (decision === 'allow') {
      roles.markUsed(statements);
      continue;
    }
    const { action, resource } = request;
    roles.markRefused({ roleArn: caller.roleArn, action, resource });
    const why =
      decision === 'explicitDeny'
        ? 'with an explicit deny in an identity-based policy'
        : `because no identity-based policy allows the ${request.action} action`;
    const on = request.resource === '*' ? '' : ` on resource: ${request.resource}`;
    const message = `User: ${caller.arn} is not authorized to perform: ${request.action}${on} ${why}`;
    throw new AwsServiceError('AccessDenied', message, 403);
  }
}

/** Condition keys that say who asks. */
export function principalContext(caller: Caller): AuthorizationRequest['context'] {
  const tags = Object.entries(caller.sessionTags ?? {}).map(([key, value]) => [
    `aws:PrincipalTag/${key}`,
    value,
  ]);
  return {
    'aws:PrincipalArn': caller.roleArn ?? caller.arn,
    'aws:PrincipalAccount': caller.account,
    'aws:SecureTransport': true,
    ...(caller.functionArn === undefined ? {} : { 'lambda:SourceFunctionArn': caller.functionArn }),
    ...Object.fromEntries(tags),
  };
}
