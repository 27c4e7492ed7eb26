import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { invokeFunction } from '../../cli/lambda-invoke.ts';
import { runCli } from '../../cli/main.ts';
import { AwsServiceError } from '../../sandbox/aws/service-error.ts';
import { secretText } from '../../sandbox/narrative/observations.ts';
import { readManifest } from '../../sandbox/runtime/manifests.ts';
import { loadConfiguration, locateConfiguration } from '../../stack/config/load.ts';
import { VERSION } from '../../stack/version.ts';
import { startWorld, type World } from '../e2e/world.ts';
import { exampleCluster } from '../stack/example-cluster.ts';
import { deployment, ESO_IMAGE, externalDns } from './handover/world.ts';

const PARAMETER = '/eco2/dev/database/auth/postgres-password';
const SECRET = { apiVersion: 'v1', kind: 'Secret', namespace: 'auth', name: 'postgres-auth' };

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.putParameter(PARAMETER, 'first');
  await world.administrator.apply(readManifest('secrets'));
  await world.sweep();
}, 60_000);
afterAll(async () => await world.sandbox.close());
beforeEach(() => {
  const { accessKeyId, secretAccessKey } = world.sandbox.aws.credentials.administrator;
  vi.stubEnv('KUBECONFIG', world.sandbox.kubeconfigPath);
  vi.stubEnv('AWS_ENDPOINT_URL', world.sandbox.endpoints.aws);
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
});
afterEach(() => void vi.unstubAllEnvs());

/** Runs a verb against the deployed example. */
async function sluice(...argv: readonly string[]): Promise<{ code: number; out: string; error: string }> {
  const directory = join(import.meta.dirname, '..', '..');
  let [out, error] = ['', ''];
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    error += String(text);
    return true;
  });
  const code = await runCli(argv, {
    loadConfiguration: (file) =>
      file === undefined ? { clusters: [exampleCluster()] } : loadConfiguration({ directory, file }),
    locateConfiguration: (file) => locateConfiguration({ directory, file }),
    invoke: invokeFunction,
    write: (text) => {
      out += text;
    },
  });
  stderr.mockRestore();
  return { code, out, error };
}

const value = async () => secretText(await world.administrator.get(SECRET), 'POSTGRES_PASSWORD');
const queue = () => world.sandbox.aws.in().sqs.state.queues.get('sluice-eco2-dev-secrets');

it('status tells that both halves work, in which mode and version, what waits, and when they last swept', async () => {
  // CloudWatch is asked for the hours until now, and the sandbox's now is later.
  vi.useFakeTimers({ toFake: ['Date'], now: world.sandbox.clock.now() });
  const { code, out } = await sluice('status');
  const [secrets] = JSON.parse((await sluice('status', '--json')).out) as readonly {
    readonly freshness: { readonly lastSweep: string; readonly oldestMessageSeconds: number };
  }[];
  vi.useRealTimers();

  expect(code).toBe(0);
  const queue = '0 waiting, 0 in flight, 0 delayed; 0 dead letters';
  const minute = /20\d\d-\d\d-\d\dT\d\d:\d\d:00\.000Z/;
  expect(out.replaceAll(new RegExp(minute, 'g'), 'MINUTE')).toBe(
    ['secrets', 'dns']
      .flatMap((half) => [
        `${half}: working, mode enforce, version ${VERSION}`,
        `  queue: ${queue}`,
        '  last sweep MINUTE; the oldest message waits 0 s',
        '',
      ])
      .join('\n')
      .replaceAll('\n\n', '\n'),
  );
  const age = world.sandbox.clock.now() - Date.parse(secrets?.freshness.lastSweep ?? '');
  expect(age).toBeGreaterThan(0);
  expect(age).toBeLessThan(180_000);
});

it('status says that it could not ask CloudWatch, and tells the rest', async () => {
  world.sandbox.aws.intercept = ({ service }) =>
    service === 'monitoring' ? new AwsServiceError('AccessDeniedException', 'not you', 403) : undefined;
  const { code, out } = await sluice('status', '--half', 'dns');
  world.sandbox.aws.intercept = undefined;

  expect(code).toBe(0);
  expect(out).toContain('  last sweep: could not tell (AccessDeniedException: not you)\n');
  expect(out).toContain('dns: working, mode enforce');
});

it('a paused half does nothing: no event, no sweep, no invocation; the other one goes on', async () => {
  expect(await sluice('pause', 'secrets')).toMatchObject({ code: 0, out: 'secrets: paused\n' });

  await world.putParameter(PARAMETER, 'second');
  await world.sweep();
  const resync = await sluice('resync', '--half', 'secrets');
  const status = JSON.parse((await sluice('status', '--json')).out) as readonly Record<string, unknown>[];

  expect(await value()).toBe('first');
  expect(resync.code).toBe(1);
  expect(resync.error).toContain('sluice resume secrets');
  expect(status.map(({ half, state }) => [half, state])).toEqual([
    ['secrets', 'paused'],
    ['dns', 'working'],
  ]);
  expect(status[0]?.['queue']).toMatchObject({ waiting: 1 });
});

it('a switch that a deployment has set back is told, and everything that waited is done after resume', async () => {
  const [mapping] = world.sandbox.aws.lambda?.state.mappings() ?? [];
  Object.assign(mapping ?? {}, { enabled: true });
  const { code, out } = await sluice('status', '--half', 'secrets');
  expect(code).toBe(1);
  expect(out).toContain('secrets: partly paused (invocations refused, no sweeps)');

  expect(await sluice('resume', 'all')).toMatchObject({ code: 0, out: 'secrets: resumed\ndns: resumed\n' });
  await world.sweep();

  await world.until(value, 'second');
  expect((await sluice('status', '--half', 'secrets')).out).toContain('secrets: working');
});

it('explain says what the function makes of one object, and what to change', async () => {
  await world.administrator.apply(readManifest('wrong'));

  const right = await sluice('explain', 'ExternalSecret', 'auth/postgres-auth-secret');
  const wrong = await sluice('explain', 'externalsecrets', 'auth/postgres-typo');
  const none = await sluice('explain', 'ingress', 'auth/none');

  expect(right).toMatchObject({ code: 0 });
  expect(right.out).toContain('Secret/auth/postgres-auth is as it should be: InSync');
  expect(wrong).toMatchObject({ code: 1 });
  expect(wrong.out).toContain('/eco2/dev/database/auth/postgres-pasword');
  expect(none).toMatchObject({ code: 0 });
  expect(none.out).toContain('the dns half has nothing to say about ingress auth/none');
});

it('explain names what is allowed when it is asked amiss', async () => {
  expect((await sluice('explain', 'pod', 'auth/x')).error).toContain(
    'kind "pod" is none that is synced: give one of',
  );
  expect((await sluice('explain', 'ingress', 'web')).error).toContain('give it as <namespace>/<name>');
});

it('redrive sends dead letters back, and says when there are none', async () => {
  const dead = world.sandbox.aws.in().sqs.state.queues.get('sluice-eco2-dev-secrets-dead');
  const MessageBody = JSON.stringify({ sluice: 'sweep', at: '2026-01-01T00:00:00Z' });
  world.sandbox.aws.in().sqs.call('SendMessage', { QueueUrl: dead?.name ?? '', MessageBody });
  expect(await sluice('status', '--half', 'secrets')).toMatchObject({ code: 1 });

  const { out } = await sluice('redrive', 'all');
  await world.untilIdle();

  expect(out).toBe('secrets: about 1 messages sent back\ndns: no dead letters\n');
  expect(dead?.messages.size).toBe(0);
  expect([...(queue()?.messages.values() ?? [])].map(({ body }) => body)).not.toContain(MessageBody);
});

/** The example in a file that may be changed. */
function ownConfiguration(): { readonly file: string; readonly remove: () => void } {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-handover-'));
  const file = join(directory, 'eco2-dev.yaml');
  writeFileSync(file, readFileSync(join(import.meta.dirname, '..', '..', 'config', 'example.yaml')));
  return { file, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

it('handover secrets moves the store from a running ESO, and writes no Secret', {
  timeout: 60_000,
}, async () => {
  const { file, remove } = ownConfiguration();
  await world.administrator.apply([deployment('external-secrets', { image: ESO_IMAGE })]);
  const before = (await world.administrator.get(SECRET))?.metadata.resourceVersion;

  const plan = await sluice('handover', 'secrets', '--config', file);
  const done = await sluice('handover', 'secrets', '--config', file, '--apply');
  await world.sweep();

  expect(plan).toMatchObject({ code: 0, error: '' });
  expect(plan.out).toContain('[to do] ClusterSecretStore/aws-ssm: spec.controller: sluice, for');
  expect(done).toMatchObject({ code: 0, error: '' });
  expect(done.out).toContain('every step is done');
  expect(readFileSync(file, 'utf8')).toContain('storeClasses: [sluice]');
  expect((await world.administrator.get(SECRET))?.metadata.resourceVersion).toBe(before);
  remove();
});

it('handover dns stops ExternalDNS before ours enforces, and prints the steps as JSON', {
  timeout: 60_000,
}, async () => {
  const { file, remove } = ownConfiguration();
  await world.administrator.apply([externalDns(['--source=ingress', '--policy=sync'])]);

  const plan = await sluice('handover', 'dns', '--config', file, '--json');
  const done = await sluice('handover', 'dns', '--config', file, '--apply');

  const { steps } = JSON.parse(plan.out) as { readonly steps: readonly Record<string, unknown>[] };
  expect(steps.map(({ state, subject }) => [state, subject])).toEqual([
    ['ready', 'Deployment/kube-system/external-dns'],
    ['done', expect.stringMatching(/^dns in /)],
    ['done', 'manifests'],
    ['done', 'dns function'],
  ]);
  expect(done).toMatchObject({ code: 0, error: '' });
  const reference = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    namespace: 'kube-system',
    name: 'external-dns',
  };
  expect((await world.administrator.get(reference))?.['spec']).toMatchObject({ replicas: 0 });
  remove();
});

it('report reads what the functions logged, and says where nothing is to be compared', async () => {
  const text = await sluice('report', '--since', '1d');
  const json = await sluice('report', '--half', 'secrets', '--json');

  expect(text).toMatchObject({ code: 0, error: '' });
  expect(text.out).toMatch(/^secrets: [0-9]+ runs since .*, none in observe mode/);
  expect(JSON.parse(json.out)).toMatchObject({
    halves: [{ half: 'secrets', observedRuns: 0, differences: [] }],
  });
  expect((await sluice('report', '--since', 'soon')).error).toContain('--since "soon": give 7d, 12h or 30m');
});
