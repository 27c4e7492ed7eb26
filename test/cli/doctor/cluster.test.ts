import { expect, test } from 'vitest';
import { definitionsOf, judgeDefinition } from '../../../cli/doctor/definitions.ts';
import { failClosedServices, judgeFailClosed } from '../../../cli/doctor/fail-closed-webhooks.ts';
import { judgeFinalizers } from '../../../cli/doctor/finalizers.ts';
import { judgePolicies, judgeUnserved } from '../../../cli/doctor/guard.ts';
import { hasEndpoints } from '../../../cli/doctor/service-endpoints.ts';
import { judgeWebhook } from '../../../cli/doctor/webhook.ts';
import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { compileGuardPolicies } from '../../../manifests/guard-policy.ts';
import { compileNotifierWebhooks } from '../../../manifests/notifier-webhook.ts';
import { exampleDns, exampleNotifier, exampleSecrets } from '../../stack/example-cluster.ts';
import { doctorOf } from './doctor-of.ts';

const doctor = doctorOf();
const NO_ARGO: ReadonlySet<string> = new Set();
const NAME = 'externalsecrets.external-secrets.io';

function definition(
  versions: readonly (readonly [name: string, served: boolean, storage: boolean])[],
  metadata: object = {},
): KubernetesObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: NAME, ...metadata },
    spec: {
      versions: versions.map(([name, served, storage]) => ({ name, served, storage })),
      conversion: { strategy: 'None' },
    },
  };
}

const judge = (found: KubernetesObject | undefined, isConverterDead = false, applications = NO_ARGO) =>
  judgeDefinition(NAME, { found, isConverterDead, applications }, doctor);

const BOTH = [
  ['v1', true, true],
  ['v1beta1', true, false],
] as const;

test('a definition is judged by the versions it serves, and told with its owner', () => {
  const written = { managedFields: [{ manager: 'helm' }, { manager: 'status', subresource: 'status' }] };

  expect(judge(undefined)).toMatchObject({
    outcome: 'failed',
    fix: 'sluice manifests crds | kubectl apply --server-side -f -',
  });
  expect(judge(definition([['v1alpha1', true, true]]))).toMatchObject({ outcome: 'failed' });
  expect(judge(definition([['v1', false, true]]))).toMatchObject({
    outcome: 'failed',
    said: 'serves no version; v1 or v1beta1 is needed',
  });
  expect(judge(definition(BOTH, written))).toEqual({
    check: NAME,
    outcome: 'ok',
    said: 'serves v1, v1beta1, stores v1, conversion None, written by helm',
  });
});

test('the definitions that are looked at are those that the roles name', () => {
  const { cluster } = doctorOf({ dns: exampleDns({ sources: ['ingress', 'crd', 'gateway-httproute'] }) });

  expect(definitionsOf(cluster, 'secrets')).toEqual([
    'externalsecrets.external-secrets.io',
    'secretstores.external-secrets.io',
    'clustersecretstores.external-secrets.io',
  ]);
  expect(definitionsOf(cluster, 'dns')).toEqual([
    'dnsendpoints.externaldns.k8s.io',
    'httproutes.gateway.networking.k8s.io',
    'gateways.gateway.networking.k8s.io',
  ]);
  const read = { found: undefined, isConverterDead: false, applications: NO_ARGO };
  expect(judgeDefinition('gateways.gateway.networking.k8s.io', read, doctor).fix).toContain('dns.sources');
});

test('a conversion webhook without Pods fails every read of another version', () => {
  expect(judge(definition(BOTH), true)).toMatchObject({
    outcome: 'failed',
    said: expect.stringContaining('every read of another version than v1 fails') as string,
    fix: expect.stringContaining(`kubectl patch crd ${NAME}`) as string,
  });
});

test('a definition that a Helm release would take with it is a warning, unless it keeps it or Git applies it', () => {
  const helm = { 'meta.helm.sh/release-name': 'eso' };
  const keep = { ...helm, 'helm.sh/resource-policy': 'keep' };
  const argo = { ...helm, 'argocd.argoproj.io/tracking-id': 'platform:apps' };

  expect(judge(definition(BOTH, { annotations: helm }))).toMatchObject({ outcome: 'warn' });
  expect(judge(definition(BOTH, { annotations: keep })).outcome).toBe('ok');
  expect(judge(definition(BOTH, { annotations: argo })).said).toContain('of Argo CD application "platform"');
});

const GUARDS = compileGuardPolicies(doctor.cluster);

test('a guard policy guards when it is there as generated, and bound; what the API server adds is no difference', () => {
  const defaulted = GUARDS.map((one) => ({
    ...one,
    spec: { ...(one['spec'] as object), matchPolicy: 'Equivalent' },
  }));
  const outcomes = (present: readonly KubernetesObject[]) =>
    judgePolicies(GUARDS, present, doctor).map(({ check, outcome }) => `${outcome} ${check}`);

  expect(outcomes(defaulted)).toEqual(['ok sluice-secrets', 'ok sluice-externalsecrets']);
  expect(outcomes(GUARDS.filter(({ metadata }) => metadata.name !== 'sluice-secrets'))).toEqual([
    'failed sluice-secrets',
    'ok sluice-externalsecrets',
  ]);
  const unbound = GUARDS.filter(({ kind }) => kind !== 'ValidatingAdmissionPolicyBinding');
  expect(judgePolicies(GUARDS, unbound, doctor)[0]?.said).toContain('is not bound');
  const wider = GUARDS.map((one) => ({ ...one, spec: { ...(one['spec'] as object), validations: [] } }));
  expect(judgePolicies(GUARDS, wider, doctor)[0]?.outcome).toBe('failed');
});

test('a policy that the API server finds fault with is a warning', () => {
  const status = {
    typeChecking: { expressionWarnings: [{ fieldRef: 'x', warning: 'undefined field\nmore' }] },
  };
  const present = GUARDS.map((one) => ({ ...one, status }));

  expect(judgePolicies(GUARDS, present, doctor)[0]).toMatchObject({
    outcome: 'warn',
    said: 'the API server finds fault with it: undefined field',
  });
});

test('below 1.30 the lost protection is named', () => {
  expect(judgeUnserved('1.29')).toMatchObject({
    outcome: 'warn',
    said: expect.stringMatching(
      /^Kubernetes 1\.29 has no .* could write Secrets that no ExternalSecret made/,
    ) as string,
  });
});

test('the webhook is the one of this configuration, or what differs is said', () => {
  const { cluster } = doctorOf({ notifier: exampleNotifier() });
  const [wanted] = compileNotifierWebhooks(cluster);
  const [moved] = compileNotifierWebhooks({
    ...cluster,
    notifier: exampleNotifier({ url: 'https://a.example.com' }),
  });
  const [slower] = compileNotifierWebhooks({ ...cluster, notifier: exampleNotifier({ timeoutSeconds: 9 }) });
  if (wanted === undefined || moved === undefined || slower === undefined) throw new Error('no webhook');

  expect(judgeWebhook(wanted, [wanted], doctor).outcome).toBe('ok');
  expect(judgeWebhook(wanted, [], doctor).outcome).toBe('warn');
  expect(judgeWebhook(wanted, [moved], doctor).said).toBe('calls another URL than that of the configuration');
  expect(judgeWebhook(wanted, [slower], doctor).outcome).toBe('failed');
});

test("only webhooks that refuse what they do not answer stand in the way of ESO's kinds", () => {
  const webhook = (failurePolicy: string | undefined, group: string, service?: string) => ({
    ...(failurePolicy === undefined ? {} : { failurePolicy }),
    rules: [{ apiGroups: [group] }],
    clientConfig:
      service === undefined ? { url: 'https://x' } : { service: { namespace: 'eso', name: service } },
  });
  const configuration = (...webhooks: readonly object[]): KubernetesObject => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'w' },
    webhooks,
  });
  const ESO = 'external-secrets.io';

  expect(
    failClosedServices(
      configuration(
        webhook('Fail', ESO, 'closed'),
        webhook(undefined, ESO, 'standard'),
        webhook(undefined, ESO, 'standard'),
        webhook('Ignore', ESO, 'open'),
        webhook('Fail', 'apps', 'other'),
        webhook('Fail', ESO),
      ),
    ),
  ).toEqual([
    { namespace: 'eso', name: 'closed' },
    { namespace: 'eso', name: 'standard' },
  ]);
});

test('a fail-closed webhook is judged by what stands behind it, and Git has to forget it, too', () => {
  const configuration: KubernetesObject = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'w', annotations: { 'argocd.argoproj.io/tracking-id': 'eso:x' } },
  };

  expect(judgeFailClosed(configuration, { name: 's', answers: true }, NO_ARGO).outcome).toBe('ok');
  expect(judgeFailClosed(configuration, { name: 's', answers: false }, NO_ARGO)).toMatchObject({
    outcome: 'failed',
    fix: 'kubectl delete validatingwebhookconfiguration w, and take it out of Argo CD application "eso" in Git',
  });
});

test('a Service has endpoints when one of its slices has a ready one', () => {
  const slice = (service: string, ready?: boolean): KubernetesObject => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: service, labels: { 'kubernetes.io/service-name': service } },
    endpoints: [{ addresses: ['10.0.0.1'], conditions: ready === undefined ? {} : { ready } }],
  });

  expect(hasEndpoints([slice('a', true)], 'a')).toBe(true);
  expect(hasEndpoints([slice('a')], 'a')).toBe(true);
  expect(hasEndpoints([slice('a', false), slice('b', true)], 'a')).toBe(false);
  expect(hasEndpoints([], 'a')).toBe(false);
});

function held(kind: string, more: object = {}): KubernetesObject {
  const finalizers = ['secretstores.external-secrets.io/finalizer', 'mine.example.com/keep'];
  return { apiVersion: 'external-secrets.io/v1', kind, metadata: { name: 'x', finalizers, ...more } };
}

test("ESO's finalizers are told by who takes them off", () => {
  const judgeHeld = (objects: readonly KubernetesObject[], isRunning = false, change = doctor) =>
    judgeFinalizers(objects, isRunning, change);
  const observing = doctorOf({ secrets: exampleSecrets({ mode: 'observe' }) });
  const deletionTimestamp = '2026-11-22T00:00:00Z';

  expect(judgeHeld([]).outcome).toBe('ok');
  expect(judgeHeld([held('ClusterSecretStore')], true).outcome).toBe('ok');
  expect(judgeHeld([held('ExternalSecret', { namespace: 'auth' })]).said).toContain('secret-sync releases');
  expect(judgeHeld([held('ExternalSecret', { namespace: 'auth' })], false, observing).outcome).toBe('warn');
  expect(judgeHeld([held('ClusterSecretStore'), held('PushSecret')])).toMatchObject({
    outcome: 'warn',
    said: expect.stringContaining('1 ClusterSecretStore, 1 PushSecret') as string,
  });
  expect(judgeHeld([held('ClusterSecretStore', { deletionTimestamp })])).toEqual({
    check: 'finalizers',
    outcome: 'failed',
    said: "1 ClusterSecretStore being deleted cannot go: nobody removes ESO's finalizer",
    fix: `kubectl patch clustersecretstore x --type=merge -p '{"metadata":{"finalizers":["mine.example.com/keep"]}}'`,
  });
});

test('of many objects the first three are named', () => {
  const { fix } = judgeFinalizers(
    Array.from({ length: 5 }, () => held('PushSecret')),
    false,
    doctor,
  );

  expect(fix?.match(/kubectl patch/g)).toHaveLength(3);
  expect(fix).toMatch(/and so on for 2 more$/);
});
