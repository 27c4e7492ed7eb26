import type { ServiceHooks } from '../service.ts';
import { AwsService } from '../service.ts';
import { AwsServiceError } from '../service-error.ts';
import type { AuthorizationRequest } from './policy.ts';
import { simulatePrincipalPolicy } from './simulate.ts';
import { type IamState, requireRole } from './state.ts';

const OPERATIONS = {
  GetRole: getRole,
  SimulatePrincipalPolicy: simulatePrincipalPolicy,
  GetOutboundWebIdentityFederationInfo: getFederation,
  EnableOutboundWebIdentityFederation: enableFederation,
  DisableOutboundWebIdentityFederation: disableFederation,
};

/** `call('GetRole', { RoleName })` and so on. Roles come from a template. */
export type Iam = AwsService<IamState, typeof OPERATIONS>;

export function createIam(state: IamState, hooks: ServiceHooks): Iam {
  return new AwsService(OPERATIONS, state, hooks);
}

/** What the caller's policies must allow. */
export function iamRequests(
  { account }: Pick<IamState, 'account'>,
  action: string,
  params: Readonly<Record<string, unknown>>,
): readonly AuthorizationRequest[] {
  const { RoleName, PolicySourceArn } = params;
  const role = RoleName === undefined ? '*' : `arn:aws:iam::${account}:role/${String(RoleName)}`;
  return [{ action: `iam:${action}`, resource: String(PolicySourceArn ?? role), context: {} }];
}

function getRole(state: IamState, { RoleName }: { readonly RoleName: string }): { Role: object } {
  const { arn, trust, maxSessionSeconds = 3600 } = requireRole(state, RoleName);
  return {
    Role: {
      Path: '/',
      RoleName,
      RoleId: `AROA${RoleName.replace(/[^A-Za-z0-9]/g, '').toUpperCase()}`,
      Arn: arn,
      CreateDate: '2026-01-01T00:00:00Z',
      AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(trust)),
      MaxSessionDuration: maxSessionSeconds,
    },
  };
}

function getFederation({ isFederationOn, issuer }: IamState): object {
  if (isFederationOn) return { IssuerIdentifier: issuer, JwtVendingEnabled: true };
  throw new AwsServiceError('FeatureDisabled', 'Outbound identity federation is disabled.', 404);
}

function enableFederation(state: IamState): { IssuerIdentifier: string } {
  if (state.isFederationOn) {
    throw new AwsServiceError('FeatureEnabled', 'Outbound identity federation is already enabled.', 409);
  }
  state.isFederationOn = true;
  return { IssuerIdentifier: state.issuer };
}

function disableFederation(state: IamState): Record<string, never> {
  getFederation(state);
  state.isFederationOn = false;
  return {};
}
