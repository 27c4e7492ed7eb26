import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Transport } from '../../lambdas/adapters/kubernetes/http.ts';
import { resourcePath } from '../../lambdas/adapters/kubernetes/resource-path.ts';
import type { KubernetesObject, ResourceType } from '../../lambdas/core/kubernetes.ts';
import { SECRET } from '../../lambdas/core/resources.ts';
import { fieldManagerOf } from '../../lambdas/core/secrets/marks.ts';
import { perform } from '../corpus/drivers/eso/actions.ts';
import { openCaseServer } from '../corpus/drivers/eso/api-server.ts';
import type { EsoCase, RecordedObject } from '../corpus/drivers/eso/case.ts';
import { settle } from '../corpus/drivers/eso/settle.ts';
import { createWorld } from '../corpus/drivers/eso/world.ts';
import { readYaml } from '../corpus/read-yaml.ts';
import { EXTERNAL_SECRET_V1 } from './objects.ts';

const FOLDER = join(import.meta.dirname, '..', 'corpus', 'eso');
/** What ESO leaves behind that we do not take over as it is: it is no state of rest, or the recording says so. */
const RESTLESS = ['unstable', 'scripted-answer', 'error', 'generators', 'clusterexternalsecret'];
/** One recording in so many is looked at. */
const STRIDE = 6;

/** Cases that begin with one ExternalSecret which ESO brought into sync. */
function syncedCases(): readonly EsoCase[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .filter((_file, index) => index % STRIDE === 0)
    .map((file) => readYaml(join(FOLDER, file)) as EsoCase)
    .filter(({ tags }) => !tags.some((tag) => RESTLESS.includes(tag)))
    .filter(({ steps: [step] }) => {
      const objects = step?.do?.apply ?? [];
      const [secret] = Object.values(step?.expect.secrets ?? {});
      const [status] = Object.values(step?.expect.externalSecrets ?? {});
      const isAlone = objects.length === 1 && objects[0]?.kind === 'ExternalSecret';
      return isAlone && secret != null && isInSync(status) && Object.keys(step?.do ?? {}).length === 1;
    });
}

function isInSync(object: RecordedObject | null | undefined): boolean {
  return JSON.stringify(object ?? {}).includes('"message":"secret synced"');
}

/** The recorded object as it would be in this cluster: its own uid, and a time. */
function placed<T extends object>(object: T, uid: string, now: number): T {
  const text = JSON.stringify(object)
    .replaceAll('<uid>', uid)
    .replaceAll('<time>', new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'));
  return JSON.parse(text) as T;
}

async function send(
  transport: Transport,
  method: 'PATCH' | 'POST',
  path: string,
  body: object,
): Promise<void> {
  const type = method === 'POST' ? 'application/json' : 'application/merge-patch+json';
  const headers = { accept: 'application/json', 'content-type': type };
  const answer = await transport({ method, path, headers, body: JSON.stringify(body) });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.body}`);
}

/** Brings about what ESO left: its Secret, its status. Returns what a takeover wrote to Secrets. */
async function takeOver(recorded: EsoCase): Promise<readonly string[]> {
  let transport: Transport = () => Promise.reject(new Error('the cluster was not opened'));
  const world = await createWorld(recorded, async (options) => {
    const server = await openCaseServer(options);
    transport = server.transport;
    return server;
  });
  const [step] = recorded.steps;
  world.aws.put(recorded.aws ?? {});
  await perform(world, { apply: recorded.cluster ?? [] });
  await perform(world, step?.do ?? {});
  const [externalSecret] = await world.api.list(EXTERNAL_SECRET_V1, recorded.namespace);
  const { name = '', uid = '' } = externalSecret?.metadata ?? {};
  for (const secret of Object.values(step?.expect.secrets ?? {})) {
    if (secret === null) continue;
    const { managedFields: _fields, ...metadata } = secret.metadata;
    const query = { fieldManager: fieldManagerOf(name) };
    const object: KubernetesObject = placed({ ...secret, metadata }, uid, world.now());
    const exists = (await world.api.list(SECRET, recorded.namespace)).some(
      (one) => one.metadata.name === secret.metadata.name,
    );
    if (exists) return [];
    await send(transport, 'POST', resourcePath(SECRET, { namespace: recorded.namespace, query }), object);
  }
  const status = Object.values(step?.expect.externalSecrets ?? {})[0]?.status;
  const type: ResourceType = EXTERNAL_SECRET_V1;
  const path = resourcePath(type, { namespace: recorded.namespace, name, subresource: 'status' });
  await send(transport, 'PATCH', path, { status: placed(status ?? {}, uid, world.now()) });
  world.takeWrites();
  const writes: string[] = [];
  await settle({ ...world, takeWrites: () => keep(writes, world.takeWrites()) }, [], 0);
  await world.close();
  return writes.filter((write) => / \/api\/v1\/namespaces\/[^/]+\/secrets/.test(write));
}

function keep(all: string[], some: readonly string[]): readonly string[] {
  all.push(...some);
  return some;
}

it('taking over what ESO has synced writes no Secret, in every sixth recording', {
  timeout: 60_000,
}, async () => {
  const cases = syncedCases();
  const wrote: string[] = [];
  for (const recorded of cases) {
    const writes = await takeOver(recorded);
    if (writes.length > 0) wrote.push(`${recorded.name}: ${writes.join(', ')}`);
  }

  expect(cases.length).toBeGreaterThan(20);
  expect(wrote).toEqual([]);
});
