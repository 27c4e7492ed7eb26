import { expect, test } from 'vitest';
import { accessSubjectOf, compileAccessQuestions } from '../../../cli/doctor/access-questions.ts';
import { denialOf, judgePermissions } from '../../../cli/doctor/iam.ts';
import { compileSamples } from '../../../cli/doctor/permission-samples.ts';
import { judgeRights } from '../../../cli/doctor/rbac.ts';
import { evaluatePolicies } from '../../../sandbox/aws/iam/evaluate.ts';
import { compileHalfPermissions } from '../../../stack/permissions/half.ts';
import type { Permission } from '../../../stack/permissions/permission.ts';
import { exampleDns, exampleSecrets } from '../../stack/example-cluster.ts';
import { doctorOf } from './doctor-of.ts';

const doctor = doctorOf();

test('the questions to the API server are those of the generated roles, each where it is bound', () => {
  const secrets = compileAccessQuestions(doctor.cluster, 'secrets');
  const text = secrets.map(
    ({ verb, group, resource, subresource, namespace }) =>
      `${verb} ${group}/${resource}/${subresource} ${namespace}`,
  );

  expect(text).toContain('list external-secrets.io/externalsecrets/ ');
  expect(text).toContain('patch external-secrets.io/clustersecretstores/status ');
  expect(text).toContain('delete /secrets/ auth');
  expect(text).not.toContain('delete /secrets/ ');
  expect(compileAccessQuestions(doctor.cluster, 'dns')).toContainEqual({
    role: 'sluice-dns',
    verb: 'update',
    group: 'coordination.k8s.io',
    resource: 'leases',
    subresource: '',
    name: 'sluice-dns-sync',
    namespace: 'sluice-system',
  });
});

test('in observe nothing that writes is asked for', () => {
  const { cluster } = doctorOf({
    secrets: exampleSecrets({ mode: 'observe' }),
    dns: exampleDns({ mode: 'observe' }),
  });
  const asked = (['secrets', 'dns'] as const).flatMap((half) => compileAccessQuestions(cluster, half));

  expect([...new Set(asked.map(({ verb }) => verb))].sort()).toEqual(['get', 'list']);
});

test('the API server is asked about the group of the half, or about the ServiceAccount of a stored token', () => {
  const auth = { mode: 'token', parameter: '/sluice/token' } as const;

  expect(accessSubjectOf(doctor.cluster, 'dns').groups).toEqual(['sluice:dns', 'system:authenticated']);
  expect(accessSubjectOf(doctorOf({ auth }).cluster, 'dns')).toEqual({
    user: 'system:serviceaccount:sluice-system:sluice',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:sluice-system', 'system:authenticated'],
  });
});

test('what is missing is listed by place, with the manifest that grants it', () => {
  const subject = accessSubjectOf(doctor.cluster, 'secrets');
  const questions = compileAccessQuestions(doctor.cluster, 'secrets');
  const refused = questions.filter(({ resource, verb }) => resource === 'secrets' && verb !== 'get');

  expect(judgeRights('secrets', { asked: 9, refused: [], subject }, doctor)[0]?.outcome).toBe('ok');
  expect(judgeRights('secrets', { asked: 9, refused, subject }, doctor)).toContainEqual({
    check: 'secrets rights',
    outcome: 'failed',
    said: 'sluice:secrets may not create, update, delete secrets in namespace auth',
    fix: 'sluice manifests rbac | kubectl apply --server-side -f -',
  });
});

/** The role of a half as the stack deploys it. */
function policyOf(permissions: readonly Permission[]) {
  const Statement = permissions.map(({ sid, effect, actions, resources, conditions }) => ({
    Sid: sid,
    Effect: effect ?? ('Allow' as const),
    Action: actions,
    Resource: resources,
    ...(conditions === undefined ? {} : { Condition: conditions }),
  }));
  return [{ Statement }];
}

test.each(['secrets', 'dns'] as const)(
  'the calls that the %s role is asked about are let through by it, and by it without that statement none is',
  (half) => {
    const network = { subnetIds: ['subnet-0a'], securityGroupIds: ['sg-0a'], ipv6: false };
    const { cluster } = doctorOf({
      network,
      secrets: exampleSecrets({ services: ['ParameterStore', 'SecretsManager'], tagFinds: true }),
    });
    const permissions = compileHalfPermissions(cluster, half);
    const samples = compileSamples(permissions);
    const decisions = (policies: ReturnType<typeof policyOf>, sid: string) =>
      samples
        .filter((sample) => sample.sid === sid)
        .flatMap(({ actions, resources, context }) =>
          actions.flatMap((action) =>
            resources.map((resource) => {
              const values = context.map(({ ContextKeyName = '', ContextKeyValues = [] }) => [
                ContextKeyName,
                ContextKeyValues,
              ]);
              const request = { action, resource, context: Object.fromEntries(values) };
              return evaluatePolicies(policies, request).decision;
            }),
          ),
        );

    expect(samples.map(({ sid }) => sid)).not.toContain('DenyNetworkToCode');
    for (const { sid } of samples) {
      expect([sid, new Set(decisions(policyOf(permissions), sid))]).toEqual([sid, new Set(['allow'])]);
      const without = permissions.filter((permission) => permission.sid !== sid);
      expect([sid, decisions(policyOf(without), sid)]).not.toContain('allow');
    }
  },
);

const SAMPLE = { sid: 'ReadParameters', resources: ['arn:aws:ssm:r:1:parameter/a'] };

test('a simulation tells who stands in the way', () => {
  const result = { EvalActionName: 'ssm:GetParameters', EvalDecision: 'implicitDeny' as const };
  const by = (more: object) => denialOf(SAMPLE, { ...result, ...more }).map((denial) => denial.by);

  expect(denialOf(SAMPLE, { ...result, EvalDecision: 'allowed' })).toEqual([]);
  expect(by({})).toEqual(['no statement that allows it']);
  expect(by({ EvalDecision: 'explicitDeny' })).toEqual(['an explicit deny']);
  expect(by({ OrganizationsDecisionDetail: { AllowedByOrganizations: false } })).toEqual([
    'a service control policy',
  ]);
  expect(by({ PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false } })).toEqual([
    'the permissions boundary',
  ]);
  expect(
    denialOf(SAMPLE, {
      ...result,
      EvalDecision: 'allowed',
      ResourceSpecificResults: [{ EvalResourceName: 'x', EvalResourceDecision: 'implicitDeny' }],
    }),
  ).toMatchObject([{ resource: 'x' }]);
});

test('a denied statement is named with its calls; only one of ours is put right by a deployment', () => {
  const denial = { sid: 'ReadParameters', action: 'ssm:GetParameters', resource: 'r' };
  const judge = (by: string) =>
    judgePermissions('secrets', { statements: 3, denied: [{ ...denial, by }] }, doctor)[0];

  expect(judgePermissions('secrets', { statements: 3, denied: [] }, doctor)[0]?.outcome).toBe('ok');
  expect(judge('no statement that allows it')).toMatchObject({
    outcome: 'failed',
    said: 'ReadParameters: ssm:GetParameters on r is denied by no statement that allows it',
    fix: 'deploy',
  });
  expect(judge('a service control policy')?.fix).toBe(
    'whoever manages account 111122223333 has to lift a service control policy',
  );
});
