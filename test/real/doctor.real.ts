import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { invokeFunction } from '../../cli/lambda-invoke.ts';
import { runCli } from '../../cli/main.ts';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { AwsServiceError } from '../../sandbox/aws/service-error.ts';
import { formatKubeconfig } from '../../sandbox/runtime/kubeconfig.ts';
import { readManifest } from '../../sandbox/runtime/manifests.ts';
import type { ClusterConfiguration } from '../../stack/config.ts';
import { startWorld, type World } from '../e2e/world.ts';
import { exampleNotifier } from '../stack/example-cluster.ts';

/** `sluice doctor` against a deployment and a real API server: green, and each link broken once. */
const directory = mkdtempSync(join(tmpdir(), 'sluice-doctor-'));
let world: World;
let cluster: ClusterConfiguration;

beforeAll(async () => {
  world = await startWorld(undefined, {
    configure: (example) => {
      cluster = { ...example, notifier: exampleNotifier() };
      return cluster;
    },
  });
  cluster = { ...cluster, notifier: await deployedNotifier() };
  await world.administrator.apply(readManifest('secrets'));
}, 240_000);
afterAll(async () => {
  await world.sandbox.close();
  rmSync(directory, { recursive: true, force: true });
});
beforeEach(() => {
  const { accessKeyId, secretAccessKey } = world.sandbox.aws.credentials.administrator;
  vi.stubEnv('KUBECONFIG', world.sandbox.kubeconfigPath);
  vi.stubEnv('AWS_ENDPOINT_URL', world.sandbox.endpoints.aws);
  vi.stubEnv('AWS_REGION', world.sandbox.region);
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  return () => void vi.unstubAllEnvs();
});

/** With the URL that the first deployment printed. */
async function deployedNotifier() {
  const kind = 'ValidatingWebhookConfiguration';
  const address = { apiVersion: 'admissionregistration.k8s.io/v1', kind, name: 'sluice-events' };
  const found = await world.administrator.get(address);
  const [webhook] = (found?.['webhooks'] ?? []) as readonly {
    readonly clientConfig: { readonly url: string; readonly caBundle: string };
  }[];
  const { path } = exampleNotifier();
  const { url = '', caBundle = '' } = webhook?.clientConfig ?? {};
  const ca = Buffer.from(caBundle, 'base64').toString('utf8');
  return exampleNotifier({ url: url.replace(`${path}/v1/admission`, ''), ca });
}

interface Examination {
  readonly code: number;
  readonly out: string;
  /** `<outcome> <link> <check>` of each line that is not ok, with its fix. */
  readonly troubles: readonly string[];
}

async function examine(
  configuration: ClusterConfiguration = cluster,
  ...args: readonly string[]
): Promise<Examination> {
  let out = '';
  const code = await runCli(['doctor', ...args], {
    loadConfiguration: () => ({ clusters: [configuration] }),
    invoke: invokeFunction,
    write: (text) => {
      out += text;
    },
  });
  const lines = out.split('\n');
  const troubles = lines.flatMap((line, index) => {
    const [, said = ''] = /^((?:failed|warn|not checked)[^:]*):/.exec(line) ?? [];
    const fix = /fix: .*/.exec(lines[index + 1] ?? '')?.[0];
    return said === '' ? [] : `${said.replaceAll(/ +/g, ' ')}${fix === undefined ? '' : ` ${fix}`}`;
  });
  return { code, out, troubles };
}

const CLUSTER_WIDE = (apiVersion: string, kind: string, name: string) => ({ apiVersion, kind, name });

test('a deployment that works is green, on a terminal and as JSON', async () => {
  const { code, out } = await examine();
  const json = await examine(cluster, '--json', '--half', 'dns');

  expect(out).not.toMatch(/^(failed|not checked)/m);
  expect(code).toBe(0);
  expect(out).toMatch(/^ok +rbac secrets rights: sluice:secrets is granted all \d+ verbs/m);
  expect(out).toMatch(/^ok +notifier function: 127\.0\.0\.1:\d+ allows what it is asked/m);
  expect(out).toMatch(/^ok +notifier sluice-events: 4 webhooks/m);
  expect(out).toMatch(/^\d+ ok, 1 warn/m);
  expect(out).not.toContain(exampleNotifier().path);
  const results = JSON.parse(json.out) as readonly { readonly link: string }[];
  expect(results[0]).toMatchObject({ link: 'account', findings: [{ outcome: 'ok' }, { outcome: 'ok' }] });
  expect(json.out).not.toContain('secret-sync');
});

test('without federation in the account nothing that hangs on the account is checked', async () => {
  world.sandbox.aws.iam.state.isFederationOn = false;
  const { code, troubles, out } = await examine();
  world.sandbox.aws.iam.state.isFederationOn = true;

  expect(code).toBe(1);
  expect(troubles).toContain(
    'failed account federation fix: aws iam enable-outbound-web-identity-federation',
  );
  expect(out).toMatch(/^not checked +iam simulation: not checked because account failed \(federation\)/m);
  expect(out).toMatch(/^ok +rbac dns rights/m);
});

test('a kubeconfig that leads nowhere is told once, and AWS is looked at all the same', async () => {
  const file = join(directory, 'kubeconfig');
  writeFileSync(
    file,
    formatKubeconfig({ endpoint: 'https://127.0.0.1:1', ca: cluster.ca ?? '', token: 't' }),
  );
  vi.stubEnv('KUBECONFIG', file);

  const { code, troubles, out } = await examine(cluster, '--half', 'secrets');

  expect(code).toBe(1);
  expect(troubles).toContain('failed api-server version fix: kubectl version has to answer');
  expect(out).toMatch(/^not checked +guard policies: not checked because api-server failed \(version\)/m);
  expect(out).toMatch(/^ok +iam secrets simulation/m);
});

test('a function that STS gives no token, and an endpoint that shows another certificate', async () => {
  world.advance(20 * 60_000, 'tokens of warm containers are over');
  world.sandbox.aws.intercept = ({ action }) =>
    action === 'GetWebIdentityToken' ? new AwsServiceError('AccessDenied', 'not you', 403) : undefined;
  const other = /ca: \|\n([\s\S]*?END CERTIFICATE-----)/.exec(readFileSync('config/example.yaml', 'utf8'));
  const ca = (other?.[1] ?? '').replaceAll(/^ +/gm, '');

  const { code, troubles, out } = await examine({ ...cluster, ca }, '--half', 'secrets');
  world.sandbox.aws.intercept = undefined;

  expect(code).toBe(1);
  expect(troubles).toContainEqual(expect.stringMatching(/^failed network certificate fix: ca in the/));
  expect(troubles).toContainEqual(expect.stringMatching(/^failed authentication secrets dry run fix: /));
  expect(out).toContain('not you');
});

test('a function whose token lives longer than the API server’s rules allow', async () => {
  world.advance(20 * 60_000, 'tokens of warm containers are over');
  const { keys } = world.sandbox.aws.in().sts.state;
  const sign = keys.signToken.bind(keys);
  const spy = vi.spyOn(keys, 'signToken').mockImplementation((algorithm, claims) => {
    return sign(algorithm, { ...claims, exp: Number(claims['exp']) + 3600 });
  });

  const { code, troubles, out } = await examine(cluster, '--half', 'secrets');
  spy.mockRestore();

  expect(code).toBe(1);
  expect(troubles).toContainEqual(
    expect.stringMatching(/^failed authentication secrets dry run fix: .*manifests authentication/),
  );
  expect(out).toContain('(401)');
  // The sandbox's API server has no metrics.
  if (process.env['SLUICE_REAL_API'] === '1')
    expect(out).toMatch(/it has refused [1-9]\d* tokens of this issuer/);
});

/** A webhook of ESO's with nothing behind it. */
const FAIL_CLOSED: KubernetesObject = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: 'secretstore-validate' },
  webhooks: [
    {
      name: 'validate.secretstore.external-secrets.io',
      rules: [
        {
          apiGroups: ['external-secrets.io'],
          apiVersions: ['v1'],
          operations: ['DELETE'],
          resources: ['secretstores'],
        },
      ],
      clientConfig: { service: { namespace: 'external-secrets', name: 'gone' } },
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      failurePolicy: 'Fail',
    },
  ],
};

/** The peers with the arguments of their charts; nothing runs them here. */
function deployment(name: string, image: string, args: readonly string[]): KubernetesObject {
  const labels = { app: name };
  const annotations = {
    'meta.helm.sh/release-name': name,
    'meta.helm.sh/release-namespace': 'default',
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default', annotations },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name, image, args }] } },
    },
  };
}

test('whatever is broken is named with what fixes it, all in one run', async () => {
  const { administrator, sandbox } = world;
  const { events, sqs } = sandbox.aws.in();
  const [rule] = events.call('ListRuleNamesByTarget', {
    TargetArn: `arn:aws:sqs:${cluster.region}:${cluster.account}:sluice-${cluster.name}-secrets`,
  }).RuleNames;
  events.call('DisableRule', { Name: rule ?? '' });
  sqs.call('SetQueueAttributes', { QueueUrl: 'sluice-eco2-dev-secrets', Attributes: { Policy: '' } });
  Object.assign(sandbox.aws.lambda?.state.mappings()[0] ?? {}, { enabled: false });
  Object.assign(sandbox.aws.scheduler?.state.list()[0] ?? {}, { enabled: false });
  const role = sandbox.aws.roles.get(`arn:aws:iam::${cluster.account}:role/sluice-eco2-dev-dns-sync`);
  if (role === undefined) throw new Error('the stack has no role for dns-sync');
  sandbox.aws.roles.put({ ...role, policies: [] });
  await administrator.patch(CLUSTER_WIDE('rbac.authorization.k8s.io/v1', 'ClusterRole', 'sluice-dns'), {
    rules: [],
  });
  const GUARD = 'admissionregistration.k8s.io/v1';
  await administrator.delete(CLUSTER_WIDE(GUARD, 'ValidatingAdmissionPolicyBinding', 'sluice-secrets'));
  await administrator.delete(CLUSTER_WIDE(GUARD, 'ValidatingWebhookConfiguration', 'sluice-events'));
  await administrator.patch(
    CLUSTER_WIDE(
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      'externalsecrets.external-secrets.io',
    ),
    { metadata: { annotations: { 'meta.helm.sh/release-name': 'external-secrets' } } },
  );
  const STORE = CLUSTER_WIDE('external-secrets.io/v1', 'ClusterSecretStore', 'aws-ssm');
  await administrator.patch(STORE, {
    metadata: { finalizers: ['secretstores.external-secrets.io/finalizer'] },
  });
  await administrator.delete(STORE);
  await administrator.apply([
    FAIL_CLOSED,
    deployment('external-dns', 'registry.k8s.io/external-dns/external-dns:v0.14.0', [
      '--provider=aws',
      '--registry=txt',
      '--txt-owner-id=other',
    ]),
  ]);
  const ids = [...(cluster.dns?.zones.ids ?? []), 'Z0NOT0THERE'];
  const dns =
    cluster.dns === undefined ? undefined : { ...cluster.dns, zones: { ...cluster.dns.zones, ids } };

  const { code, troubles, out } = await examine({ ...cluster, dns });

  expect(code).toBe(1);
  const resume = 'npm run -s sluice -- resume secrets';
  const apply = (part: string) => `npm run -s sluice -- manifests ${part} | kubectl apply --server-side -f -`;
  for (const trouble of [
    `failed queue rules of ${cluster.region} fix: aws events enable-rule --region ${cluster.region} --name ${rule}`,
    'failed queue queue policy fix: npm run deploy',
    `failed queue secrets mapping fix: ${resume}`,
    `failed queue secrets sweep fix: ${resume}`,
    'failed iam dns simulation fix: npm run deploy',
    `failed rbac dns rights fix: ${apply('rbac')}`,
    `failed guard sluice-secrets fix: ${apply('guard')}`,
    `warn notifier sluice-events fix: ${apply('webhook')}`,
    'failed external-secrets webhook secretstore-validate fix: kubectl delete validatingwebhookconfiguration secretstore-validate',
    `failed external-secrets finalizers fix: kubectl patch clustersecretstore aws-ssm --type=merge -p '{"metadata":{"finalizers":null}}'`,
    'warn external-dns controller default/external-dns fix: dns.ownerId: other, to take its records over',
    'failed zones served fix: dns.zones.ids and dns.domainFilters in the configuration',
  ])
    expect(troubles).toContain(trouble);
  expect(troubles).toContainEqual(
    expect.stringMatching(/^warn definitions externalsecrets\.external-secrets\.io fix: crds\.annotations/),
  );
  expect(out).toMatch(/^warn +definitions externalsecrets.* of Helm release "external-secrets"/m);
  expect(out).toContain('ListZones: route53:ListHostedZones on * is denied by no statement that allows it');
  expect(out).toMatch(/sluice:dns may not list ingresses\.networking\.k8s\.io; list services/);
});

test('a role that Lambda may not take, and a half that was never deployed', async () => {
  const { roles } = world.sandbox.aws;
  const arn = `arn:aws:iam::${cluster.account}:role/sluice-eco2-dev-secret-sync`;
  const role = roles.get(arn);
  roles.put({ arn, policies: role?.policies ?? [], trust: { Statement: [] } });

  const { troubles } = await examine(cluster, '--half', 'secrets');
  const { troubles: other } = await examine({ ...cluster, name: 'other' }, '--half', 'dns');

  expect(troubles).toContain('failed function secrets role fix: npm run deploy');
  expect(other).toContain('failed function dns deployed fix: npm run deploy');
  expect(other).toContainEqual(expect.stringMatching(/^not checked queue rules/));
});
