import { afterEach, expect, test } from 'vitest';
import { externalSecret, readyCondition } from '../../sandbox/narrative/observations.ts';
import { recordNames } from '../../sandbox/narrative/record-observations.ts';
import { readManifest } from '../../sandbox/runtime/manifests.ts';
import type { SynthesizedStack } from '../../sandbox/template/template.ts';
import { startWorld, type World } from './world.ts';

interface Statement {
  readonly Sid?: string;
  readonly Action: string | readonly string[];
}

let world: World | undefined;
afterEach(async () => await world?.sandbox.close());

/** The stack without the statements of its roles that have these Sids. */
function withoutStatements(...sids: readonly string[]): (stack: SynthesizedStack) => SynthesizedStack {
  return (stack) => {
    let removed = 0;
    const Resources = Object.fromEntries(
      Object.entries(stack.template.Resources).map(([id, resource]) => {
        const policies = resource.Properties['Policies'] as
          | readonly { PolicyDocument: { Statement: readonly Statement[] } }[]
          | undefined;
        if (policies === undefined) return [id, resource];
        const Policies = policies.map((policy) => {
          const Statement = policy.PolicyDocument.Statement.filter(({ Sid }) => !sids.includes(Sid ?? ''));
          removed += policy.PolicyDocument.Statement.length - Statement.length;
          return { ...policy, PolicyDocument: { ...policy.PolicyDocument, Statement } };
        });
        return [id, { ...resource, Properties: { ...resource.Properties, Policies } }];
      }),
    );
    if (removed < sids.length) throw new Error(`the roles do not have all of ${sids.join(', ')}`);
    return { ...stack, template: { ...stack.template, Resources } };
  };
}

/** The stack whose rules are switched off, as after a hand in the console. */
function withoutRules(stack: SynthesizedStack): SynthesizedStack {
  const Resources = Object.fromEntries(
    Object.entries(stack.template.Resources).map(([id, resource]) =>
      resource.Type === 'AWS::Events::Rule'
        ? [id, { ...resource, Properties: { ...resource.Properties, State: 'DISABLED' } }]
        : [id, resource],
    ),
  );
  return { ...stack, template: { ...stack.template, Resources } };
}

const PARAMETER = '/eco2/dev/database/auth/postgres-password';
const SECRET = { apiVersion: 'v1', kind: 'Secret', namespace: 'auth', name: 'postgres-auth' };

async function applySecrets(started: World): Promise<void> {
  await started.putParameter(PARAMETER, 'first');
  await started.administrator.apply(readManifest('secrets'));
  await started.sweep();
}

test('a role without a statement is refused what it allowed, and the status says so', {
  timeout: 60_000,
}, async () => {
  world = await startWorld(withoutStatements('ReadParameters', 'ChangeRecords'));
  const { administrator, sandbox } = world;
  await administrator.apply(readManifest('ingress'));
  const address = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace: 'auth', name: 'auth' };
  const hostname = 'k8s-auth-auth-1a2b3c4d5e-123456789.ap-northeast-2.elb.amazonaws.com';
  await administrator.patch(address, { status: { loadBalancer: { ingress: [{ hostname }] } } }, 'status');

  await applySecrets(world);

  expect(await administrator.get(SECRET)).toBeUndefined();
  const ready = readyCondition(await administrator.get(externalSecret('postgres-auth-secret')));
  expect(ready).toMatchObject({ status: 'False' });
  expect(ready?.message).toContain('is not authorized to perform: ssm:GetParameters');
  expect(sandbox.counts().route53Reads).toBeGreaterThan(0);
  expect(recordNames(sandbox, 'auth.dev.growbin.app')).toEqual([]);
});

test('a token of another issuer opens nothing, and neither does a group without its binding', {
  timeout: 60_000,
}, async () => {
  world = await startWorld();
  const { administrator, sandbox } = world;
  const { state } = sandbox.aws.in().sts;
  const { issuer } = state;

  Object.assign(state, { issuer: 'https://somebody-else.tokens.sts.global.api.aws' });
  await applySecrets(world);

  expect(await administrator.get(SECRET)).toBeUndefined();
  expect(sandbox.logs.lines('kube-apiserver')).toContainEqual(
    expect.objectContaining({ text: expect.stringContaining('unknown issuer') }),
  );

  Object.assign(state, { issuer });
  const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', namespace: 'auth' };
  await administrator.delete({ ...rbac, kind: 'RoleBinding', name: 'sluice-secrets-target' });
  await world.sweep();

  expect(await administrator.get(SECRET)).toBeUndefined();
  const ready = readyCondition(await administrator.get(externalSecret('postgres-auth-secret')));
  expect(ready).toMatchObject({ status: 'False' });
  expect(ready?.message).toContain('create rolebinding sluice-secrets-target');
});

test('without its rules the event path is dead, and the sweep finds the change', {
  timeout: 60_000,
}, async () => {
  world = await startWorld(withoutRules);
  await applySecrets(world);
  const { administrator } = world;
  const version = async () => (await administrator.get(SECRET))?.metadata.resourceVersion;
  const before = await version();

  await world.putParameter(PARAMETER, 'second');
  expect(world.sandbox.stack.isIdle()).toBe(true);
  expect(await version()).toBe(before);
  await world.sweep();

  expect(await version()).not.toBe(before);
});
