import { type EvaluationResult, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { type Half, identityOf } from '../../manifests/identity.ts';
import { compileHalfPermissions } from '../../stack/permissions/half.ts';
import type { Doctor } from './doctor.ts';
import type { Finding, Link } from './finding.ts';
import { compileSamples, type PermissionSample } from './permission-samples.ts';

/** What IAM lets the functions do, by simulation: nothing is called. */
export const IAM: Link = {
  name: 'iam',
  needs: ['account', 'function'],
  checks: { simulation: checkPermissions },
};

async function checkPermissions(doctor: Doctor): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const half of doctor.halves) {
    const samples = compileSamples(compileHalfPermissions(doctor.cluster, half));
    const { roleArn } = identityOf(doctor.cluster, half);
    const denied: Denial[] = [];
    for (const sample of samples) {
      const results = await simulate(doctor, roleArn, sample);
      denied.push(...results.flatMap((result) => denialOf(sample, result)));
    }
    findings.push(...judgePermissions(half, { statements: samples.length, denied }, doctor));
  }
  return findings;
}

async function simulate(
  { account }: Doctor,
  PolicySourceArn: string,
  { actions, resources, context }: PermissionSample,
): Promise<readonly EvaluationResult[]> {
  const { EvaluationResults = [] } = await account.iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn,
      ActionNames: [...actions],
      ResourceArns: [...resources],
      ContextEntries: [...context],
    }),
  );
  return EvaluationResults;
}

/** An action that the role's statement does not let through, and who stands in the way. */
export interface Denial {
  readonly sid: string;
  readonly action: string;
  readonly resource: string;
  readonly by: string;
}

/** What of a simulation is a denial. */
export function denialOf(
  { sid, resources }: Pick<PermissionSample, 'sid' | 'resources'>,
  result: EvaluationResult,
): readonly Denial[] {
  const { EvalActionName: action = '', EvalDecision, ResourceSpecificResults = [] } = result;
  const specific = ResourceSpecificResults.filter(
    ({ EvalResourceDecision }) => EvalResourceDecision !== 'allowed',
  );
  if (EvalDecision === 'allowed' && specific.length === 0) return [];
  const [first] = specific;
  const boundary = first?.PermissionsBoundaryDecisionDetail ?? result.PermissionsBoundaryDecisionDetail;
  const by =
    result.OrganizationsDecisionDetail?.AllowedByOrganizations === false
      ? 'a service control policy'
      : boundary?.AllowedByPermissionsBoundary === false
        ? 'the permissions boundary'
        : EvalDecision === 'explicitDeny'
          ? 'an explicit deny'
          : 'no statement that allows it';
  return [{ sid, action, resource: first?.EvalResourceName ?? resources[0] ?? '*', by }];
}

/** A finding for each statement that does not do what it is there for. */
export function judgePermissions(
  half: Half,
  { statements, denied }: { readonly statements: number; readonly denied: readonly Denial[] },
  { cluster, deploy }: Pick<Doctor, 'cluster' | 'deploy'>,
): readonly Finding[] {
  const check = `${half} simulation`;
  if (denied.length === 0)
    return [
      { check, outcome: 'ok', said: `${identityOf(cluster, half).roleArn}: all ${statements} statements` },
    ];
  const statementsOf = Map.groupBy(denied, ({ sid }) => sid);
  return [...statementsOf].map(([sid, some]) => {
    const actions = [...new Set(some.map(({ action }) => action))].join(', ');
    const [{ by, resource } = { by: '', resource: '' }] = some;
    const said = `${sid}: ${actions} on ${resource} is denied by ${by}`;
    const isOurs = by.startsWith('no statement');
    const fix = isOurs ? deploy : `whoever manages account ${cluster.account} has to lift ${by}`;
    return { check, outcome: 'failed', said, fix };
  });
}
