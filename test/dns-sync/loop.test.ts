import { expect, test } from 'vitest';
import { ALB, createHarness, ingress, ZONE } from './harness.ts';

const INGRESSES = '/apis/networking.k8s.io/v1/namespaces/default/ingresses';

async function create(harness: ReturnType<typeof createHarness>, object: ReturnType<typeof ingress>) {
  const { status, ...rest } = object;
  const made = await harness.request('POST', INGRESSES, rest);
  expect(made.status).toBe(201);
  const patched = await harness.request('PATCH', `${INGRESSES}/${object.metadata.name}/status`, { status });
  expect(patched.status).toBe(200);
}

test('an Ingress with an ALB gets alias records for both families, each with its marker, and a second run writes nothing', async () => {
  const harness = createHarness();
  await create(harness, ingress('web'));

  expect(await harness.hint('Ingress', 'web', 'CREATE')).toBe(0);

  expect(harness.names()).toEqual([
    'a-web.example.com TXT',
    'aaaa-web.example.com TXT',
    'web.example.com A',
    'web.example.com AAAA',
  ]);
  const alias = harness.sets().find((set) => set.type === 'A')?.alias;
  expect(alias).toEqual({ dnsName: `${ALB}.`, hostedZoneId: 'Z35SXDOTRQ7X7K', evaluateTargetHealth: true });
  expect(harness.sets().find((set) => set.type === 'TXT')?.values).toEqual([
    '"heritage=external-dns,external-dns/owner=golden,external-dns/resource=ingress/default/web,external-dns/sluice-cluster=dev"',
  ]);
  const writes = harness.writes();
  await harness.sweep();
  expect(harness.writes()).toBe(writes);
  expect(ZONE).toBeDefined();
});
