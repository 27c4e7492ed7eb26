import { expect, test } from 'vitest';
import type { HttpRequest } from '../../lambdas/adapters/kubernetes/http.ts';
import { dnsConfig } from './config-fixture.ts';
import { createHarness, type HarnessOptions } from './harness.ts';

const ENDPOINTS = '/apis/externaldns.k8s.io/v1alpha1/namespaces/default/dnsendpoints';

function dnsEndpoint(name: string, address = '192.0.2.1') {
  const endpoints = [{ dnsName: `${name}.example.com`, recordType: 'A', targets: [address] }];
  const apiVersion = 'externaldns.k8s.io/v1alpha1';
  return { apiVersion, kind: 'DNSEndpoint', metadata: { name }, spec: { endpoints } };
}

function start(options: HarnessOptions = {}) {
  const { config = {}, fault } = options;
  const written: string[] = [];
  const watch = (request: HttpRequest) => {
    if (request.method === 'PATCH' && request.path.includes('/status')) written.push(request.path);
    return fault?.(request);
  };
  const harness = createHarness({ config: { sources: ['crd'], ...config }, fault: watch });
  const status = async (name: string) => {
    const { body } = await harness.request('GET', `${ENDPOINTS}/${name}`);
    return (JSON.parse(body) as { status?: { observedGeneration?: number } }).status?.observedGeneration;
  };
  return { harness, status, written };
}

test('observedGeneration follows the spec, and is written once a change', async () => {
  const { harness, status, written } = start();
  await harness.request('POST', ENDPOINTS, dnsEndpoint('a'));
  await harness.sweep();
  expect(await status('a')).toBe(1);

  await harness.sweep();
  expect(written).toHaveLength(1);

  await harness.request('PATCH', `${ENDPOINTS}/a`, { spec: dnsEndpoint('a', '192.0.2.2').spec });
  await harness.sweep();
  expect(await status('a')).toBe(2);
  expect(written).toHaveLength(2);
});

test('it is written for an object whose endpoints are refused: it was seen', async () => {
  const { harness, status } = start();
  await harness.request('POST', ENDPOINTS, dnsEndpoint('a', 'not an address'));
  await harness.sweep();

  expect(await status('a')).toBe(1);
});

test('it is not written in observe mode, nor for a plan, nor for an object that a filter leaves out', async () => {
  const observing = start({ config: { mode: 'observe' } });
  await observing.harness.request('POST', ENDPOINTS, dnsEndpoint('a'));
  await observing.harness.sweep();
  expect(observing.written).toEqual([]);

  const planning = start();
  await planning.harness.request('POST', ENDPOINTS, dnsEndpoint('a'));
  await planning.harness.invoke({ action: 'plan' });
  expect(planning.written).toEqual([]);

  const filtering = start();
  filtering.harness.setConfig({ filters: { ...dnsConfig().filters, labelFilter: 'dns=yes' } });
  await filtering.harness.request('POST', ENDPOINTS, dnsEndpoint('a'));
  await filtering.harness.sweep();
  expect(filtering.written).toEqual([]);
});

test('a status that RBAC forbids is reported once a run and stops no record', async () => {
  const { harness, written } = start({
    fault: ({ method, path }) =>
      method === 'PATCH' && path.includes('/status')
        ? { status: 403, headers: {}, body: '{"kind":"Status","reason":"Forbidden","message":"no"}' }
        : undefined,
  });
  for (const name of ['a', 'b']) await harness.request('POST', ENDPOINTS, dnsEndpoint(name));

  const report = await harness.invoke({ action: 'resync' });

  expect(written).toHaveLength(1);
  expect(report.entries.filter((entry) => entry.reason === 'Forbidden')).toHaveLength(1);
  expect(harness.names()).toEqual(expect.arrayContaining(['a.example.com A', 'b.example.com A']));
});

test('a status whose object was changed meanwhile is left to the next run', async () => {
  let refused = 0;
  const { harness, status } = start({
    fault: ({ method, path }) => {
      if (method !== 'PATCH' || !path.includes('/a/status') || refused > 0) return undefined;
      refused += 1;
      return { status: 409, headers: {}, body: '{"kind":"Status","reason":"Conflict","message":"changed"}' };
    },
  });
  for (const name of ['a', 'b']) await harness.request('POST', ENDPOINTS, dnsEndpoint(name));
  await harness.sweep();
  expect([await status('a'), await status('b')]).toEqual([undefined, 1]);

  await harness.sweep();
  expect(await status('a')).toBe(1);
});

test('news of one DNSEndpoint creates its record without a full look', async () => {
  const { harness } = start();
  await harness.request('POST', ENDPOINTS, dnsEndpoint('a'));
  await harness.request('POST', ENDPOINTS, dnsEndpoint('b'));
  const group = 'externaldns.k8s.io';
  await harness.deliver([
    { sluice: 'object', group, kind: 'DNSEndpoint', namespace: 'default', name: 'a', operation: 'CREATE' },
  ]);

  expect(harness.names()).toEqual(['a-a.example.com TXT', 'a.example.com A']);
});
