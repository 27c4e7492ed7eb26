import { principalContext } from '../iam/authorize.ts';
import { evaluateResourcePolicy } from '../iam/evaluate.ts';
import type { AuthorizationRequest } from '../iam/policy.ts';
import type { Caller } from '../service.ts';
import { AwsServiceError, validationError } from '../service-error.ts';
import { type SessionCredentials, sessionCredentials } from './session-credentials.ts';
import type { StsState } from './state.ts';

/** Session lengths in seconds (STS API reference, AssumeRole); a chained role gets at most one hour. */
const DURATION = { min: 900, default: 3600, chainedMax: 3600 };

export interface AssumeRoleRequest {
  readonly RoleArn: string;
  readonly RoleSessionName: string;
  readonly DurationSeconds?: number;
  readonly ExternalId?: string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
  readonly TransitiveTagKeys?: readonly string[];
}

export interface AssumeRoleOutput {
  readonly Credentials: SessionCredentials;
  readonly AssumedRoleUser: { readonly AssumedRoleId: string; readonly Arn: string };
}

/**
 * A session of a role, if the role's trust policy lets the caller in (tags need sts:TagSession there too). What the
 * caller's own policies say was asked before, also within one account: as strict as between accounts.
 */
export function assumeRole(state: StsState, request: AssumeRoleRequest, caller: Caller): AssumeRoleOutput {
  checkForm(request);
  for (const { action, resource, context } of assumeRoleRequests(request)) {
    requireTrust(state, { action, resource, context: { ...principalContext(caller), ...context } }, caller);
  }
  const durationSeconds = request.DurationSeconds ?? DURATION.default;
  checkDuration(durationSeconds, state.roles.get(request.RoleArn)?.maxSessionSeconds ?? 3600, caller);
  const tags = Object.fromEntries((request.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
  const keys = state.credentials.issueSession({
    roleArn: request.RoleArn,
    sessionName: request.RoleSessionName,
    durationSeconds,
    sessionTags: tags,
  });
  const session = state.credentials.resolve(keys.accessKeyId, keys.sessionToken);
  return {
    Credentials: sessionCredentials(keys),
    AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
  };
}

/** What has to be allowed for the call, by the caller's policies and by the role's trust policy alike. */
export function assumeRoleRequests(request: AssumeRoleRequest): readonly AuthorizationRequest[] {
  const tags = request.Tags ?? [];
  const context = {
    'sts:RoleSessionName': request.RoleSessionName,
    'sts:ExternalId': request.ExternalId,
    'aws:TagKeys': tags.length === 0 ? undefined : tags.map((tag) => tag.Key),
    'sts:TransitiveTagKeys': request.TransitiveTagKeys,
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
  };
  const assume = { action: 'sts:AssumeRole', resource: request.RoleArn, context };
  return tags.length === 0 ? [assume] : [assume, { ...assume, action: 'sts:TagSession' }];
}

function requireTrust(state: StsState, request: AuthorizationRequest, caller: Caller): void {
  const trust = state.roles.get(request.resource)?.trust;
  const names = [
    caller.arn,
    caller.roleArn ?? caller.arn,
    caller.account,
    `arn:aws:iam::${caller.account}:root`,
  ];
  const principal = { kind: 'AWS' as const, names };
  if (trust !== undefined && evaluateResourcePolicy(trust, request, principal).decision === 'allow') return;
  const message = `User: ${caller.arn} is not authorized to perform: ${request.action} on resource: ${request.resource}`;
  throw new AwsServiceError('AccessDenied', message, 403);
}

function checkForm(request: AssumeRoleRequest): void {
  if (!/^[\w+=,.@-]{2,64}$/.test(request.RoleSessionName ?? '')) {
    const pattern = 'Member must satisfy regular expression pattern: [\\w+=,.@-]*';
    throw validationError(request.RoleSessionName ?? '', 'roleSessionName', pattern);
  }
}

function checkDuration(seconds: number, roleMax: number, caller: Caller): void {
  if (seconds < DURATION.min) {
    throw validationError(
      String(seconds),
      'durationSeconds',
      `Member must have value greater than or equal to ${DURATION.min}`,
    );
  }
  if (caller.roleArn !== undefined && seconds > DURATION.chainedMax) {
    const message =
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining';
    throw new AwsServiceError('ValidationError', message);
  }
  if (seconds > roleMax) {
    const message = 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.';
    throw new AwsServiceError('ValidationError', message);
  }
}
