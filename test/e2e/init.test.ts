import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { parse } from 'yaml';
import { runCli } from '../../cli/main.ts';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { readManifest } from '../../sandbox/runtime/manifests.ts';
import { parseConfiguration } from '../../stack/config.ts';
import { startWorld, type World } from './world.ts';

/** `sluice init` against a cluster that runs both peers, with the user's kubeconfig and profile. */
const EXTERNAL_DNS: KubernetesObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'external-dns', namespace: 'external-dns' },
  spec: {
    selector: { matchLabels: { app: 'external-dns' } },
    template: {
      metadata: { labels: { app: 'external-dns' } },
      spec: {
        containers: [
          {
            name: 'external-dns',
            image: 'registry.k8s.io/external-dns/external-dns:v0.14.0',
            args: [
              '--provider=aws',
              '--source=ingress',
              '--policy=sync',
              '--registry=txt',
              '--txt-owner-id=eco2-dev',
              '--domain-filter=dev.growbin.app',
            ],
          },
        ],
      },
    },
  },
};
const directory = mkdtempSync(join(tmpdir(), 'sluice-init-'));
let world: World;

beforeAll(async () => {
  world = await startWorld();
  const named = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  await world.administrator.apply([named('external-dns'), ...readManifest('secrets'), EXTERNAL_DNS]);
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

async function init(...args: readonly string[]): Promise<{ code: number; out: string; error: string }> {
  const out: string[] = [];
  const errors: string[] = [];
  const stderr = vi
    .spyOn(process.stderr, 'write')
    .mockImplementation((text) => errors.push(String(text)) > 0);
  const code = await runCli(['init', ...args], {
    loadConfiguration: () => ({ clusters: [] }),
    invoke: () => Promise.reject(new Error('init invokes nothing')),
    write: (text) => void out.push(text),
  });
  stderr.mockRestore();
  return { code, out: out.join(''), error: errors.join('') };
}

test('a cluster with both peers gives a configuration that observes what they do, with the least it needs', async () => {
  const out = join(directory, 'eco2-dev.yaml');
  const { code, out: said, error } = await init('--name', 'eco2-dev', '--out', out);

  expect({ code, error }).toEqual({ code: 0, error: '' });
  const [cluster] = parseConfiguration(parse(readFileSync(out, 'utf8'))).clusters;
  expect(cluster).toMatchObject({
    name: 'eco2-dev',
    account: world.sandbox.aws.account,
    region: world.sandbox.region,
    endpoint: world.sandbox.endpoints.kubernetes,
    auth: { mode: 'web-identity', issuer: world.sandbox.aws.in().sts.state.issuer },
    secrets: {
      mode: 'observe',
      prefixes: ['/eco2/dev/database/auth/'],
      storeClasses: ['sluice', 'default'],
      namespaces: [{ name: 'auth', prefixes: ['/eco2/dev/database/auth/'] }],
      identities: [{ namespace: 'external-secrets', serviceAccount: 'external-secrets', role: 'function' }],
    },
    dns: {
      mode: 'observe',
      ownerId: 'eco2-dev',
      policy: 'sync',
      sources: ['ingress'],
      domainFilters: ['dev.growbin.app'],
      zones: { ids: ['Z0EXAMPLE0DEV0GROWBIN'] },
      txt: { compat: '0.14' },
    },
  });
  expect(said).toContain('secrets and dns, in observe mode');
  expect(readFileSync(out, 'utf8')).not.toContain('To settle before it is deployed');
});

test('an account that makes no tokens yet is told how to begin', async () => {
  const out = join(directory, 'federation-off.yaml');
  world.sandbox.aws.iam.call('DisableOutboundWebIdentityFederation', undefined);
  onTestFinished(() => void world.sandbox.aws.iam.call('EnableOutboundWebIdentityFederation', undefined));

  expect(await init('--name', 'eco2-dev', '--out', out)).toMatchObject({ code: 0, error: '' });
  expect(readFileSync(out, 'utf8')).toContain('# - auth.issuer is missing: it is what `aws iam enable');
});

test('a file that is there already is not replaced unasked', async () => {
  const out = join(directory, 'kept.yaml');
  writeFileSync(out, 'mine');

  expect(await init('--name', 'eco2-dev', '--out', out)).toMatchObject({
    code: 1,
    error: expect.stringContaining('--force replaces it') as string,
  });
  expect(readFileSync(out, 'utf8')).toBe('mine');
  expect((await init('--name', 'eco2-dev', '--out', out, '--force')).code).toBe(0);
  expect(readFileSync(out, 'utf8')).toContain('clusters:');
});

test('as JSON nothing is written, and a name is taken from the context where nobody can be asked', async () => {
  const { code, out } = await init('--json', '--issuer', 'https://issuer.example.com/a');

  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    clusters: [
      { name: 'sluice-sandbox', auth: { mode: 'web-identity', issuer: 'https://issuer.example.com/a' } },
    ],
  });
});

test.each([
  [['--context', 'prod'], /no context "prod"; it has sluice-sandbox/],
  [['--name', 'Eco2', '--json'], /name is "Eco2": allowed: at most 36/],
  [['--name', 'a', '--json', '--externaldns', join(directory, 'none.yaml')], /none\.yaml/],
])('%j is an error that says what to change', async (args, message) => {
  expect(await init(...args)).toMatchObject({ code: 1, error: expect.stringMatching(message) as string });
});
