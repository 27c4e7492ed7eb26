import { expect, test } from 'vitest';
import type { HttpRequest } from '../../lambdas/adapters/kubernetes/http.ts';
import { createHarness, ingress } from './harness.ts';

const LEASES = '/apis/coordination.k8s.io/v1/namespaces/default/leases';

test('an Ingress that comes back while the run takes the Lease keeps its records: the holder looks again', async () => {
  const seen: { onLease?: () => Promise<void> } = {};
  const harness = createHarness({
    fault: (request: HttpRequest) => {
      if (request.method === 'POST' && request.path.startsWith(LEASES)) void seen.onLease?.();
      return undefined;
    },
  });
  const kept = ingress('n0', { status: [{ ip: '192.0.2.1' }] });
  await harness.create(kept);
  await harness.create(ingress('n1', { status: [{ ip: '192.0.2.2' }] }));
  await harness.sweep();
  const before = harness.sets();
  await harness.destroy('n0');
  await harness.sweep();
  let returned: Promise<void> | undefined;
  seen.onLease = () => {
    returned = harness.create(kept);
    return returned;
  };

  await harness.observeAgain();
  await returned;

  expect(returned).toBeDefined();
  expect(harness.sets()).toEqual(before);
});

test('a narrow hint asks for no deletion, even of a record under a name that it looked at', async () => {
  const harness = createHarness();
  await harness.create(ingress('web', { status: [{ ip: '192.0.2.1' }, { ip: '2001:db8::1' }] }));
  await harness.sweep();
  await harness.setStatus('web', [{ ip: '192.0.2.1' }]);

  await harness.hint('Ingress', 'web');

  expect(harness.queue.bodies()).toEqual([]);
  expect(harness.names()).toContain('web.example.com AAAA');
});
