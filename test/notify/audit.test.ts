import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { NotifyConfig } from '../../lambdas/notify/config.ts';
import { createNotify } from '../../lambdas/notify/notify.ts';

const PATH = '0123456789abcdef0123456789abcdef';
const CONFIG: NotifyConfig = {
  region: 'ap-northeast-2',
  cluster: 'eco2-dev',
  path: PATH,
  kinds: { 'networking.k8s.io/Ingress': ['dns'], '/Secret': ['secrets'], '/Namespace': ['secrets'] },
  resources: {
    'networking.k8s.io/ingresses': 'Ingress',
    'networking.k8s.io/ingresses/status': 'Ingress',
    '/secrets': 'Secret',
    '/namespaces': 'Namespace',
  },
};
const INGRESS = { resource: 'ingresses', namespace: 'auth', name: 'web', apiGroup: 'networking.k8s.io' };

/** An audit event of level Metadata. */
function auditEvent(change: object = {}): object {
  return {
    level: 'Metadata',
    stage: 'ResponseComplete',
    requestURI: '/apis/networking.k8s.io/v1/namespaces/auth/ingresses/web',
    verb: 'patch',
    objectRef: INGRESS,
    responseStatus: { code: 200 },
    ...change,
  };
}

function start(change: Partial<NotifyConfig> = {}) {
  const sent: { readonly body: Record<string, unknown>; readonly delay: number }[] = [];
  const notify = createNotify({
    config: { ...CONFIG, ...change },
    queues: { secrets: 'queue/secrets', dns: 'queue/dns' },
    send: async (_queue, body, delay) => void sent.push({ body: JSON.parse(body), delay }),
    now: () => 7,
    writeLine: () => undefined,
  });
  const hear = (items: readonly object[], headers = {}) =>
    notify({ rawPath: `/${PATH}/v1/audit`, headers, body: JSON.stringify({ kind: 'EventList', items }) });
  return { sent, notify, hear };
}

describe('audit events', () => {
  it('become messages at once, each object once for each operation', async () => {
    const { hear, sent } = start();
    const status = { objectRef: { ...INGRESS, subresource: 'status' } };

    const { statusCode } = await hear([auditEvent(), auditEvent(status), auditEvent({ verb: 'delete' })]);

    expect(statusCode).toBe(200);
    const identity = {
      sluice: 'object',
      group: 'networking.k8s.io',
      kind: 'Ingress',
      namespace: 'auth',
      name: 'web',
      at: 7,
    };
    expect(sent).toEqual([
      { body: { ...identity, operation: 'UPDATE' }, delay: 0 },
      { body: { ...identity, operation: 'DELETE' }, delay: 0 },
    ]);
  });

  it.each([
    ['a refused write', { responseStatus: { code: 409 } }],
    ['a dry run', { requestURI: '/apis/networking.k8s.io/v1/namespaces/auth/ingresses/web?dryRun=All' }],
    ['a request that is not answered yet', { stage: 'RequestReceived' }],
    ['a read', { verb: 'get' }],
    ['many objects at once', { verb: 'deletecollection', objectRef: { ...INGRESS, name: '' } }],
    ['what is not watched', { objectRef: { ...INGRESS, resource: 'ingressclasses' } }],
    ['a Secret', { objectRef: { resource: 'secrets', namespace: 'auth', name: 'a', apiVersion: 'v1' } }],
  ])('say nothing of %s', async (_title, change) => {
    const { hear, sent } = start();

    expect((await hear([auditEvent(change)])).statusCode).toBe(200);
    expect(sent).toEqual([]);
  });

  it('of a Namespace carry no namespace', async () => {
    const { hear, sent } = start();

    await hear([auditEvent({ objectRef: { resource: 'namespaces', namespace: 'auth', name: 'auth' } })]);

    expect(sent[0]?.body).toMatchObject({ kind: 'Namespace', name: 'auth' });
    expect(sent[0]?.body).not.toHaveProperty('namespace');
  });

  it('are bounded in number: the sweep finds the rest', async () => {
    const { hear, sent } = start();

    await hear(
      Array.from({ length: 250 }, (_, i) => auditEvent({ objectRef: { ...INGRESS, name: `web-${i}` } })),
    );

    expect(sent).toHaveLength(100);
  });

  it('are asked for the token, and for their shape', async () => {
    const { hear, sent, notify } = start({ tokenSha256: createHash('sha256').update('t').digest('hex') });
    const headers = { authorization: 'Bearer t' };

    expect((await hear([auditEvent()])).statusCode).toBe(401);
    expect(sent).toEqual([]);
    expect((await hear([auditEvent()], headers)).statusCode).toBe(200);
    expect(sent).toHaveLength(1);
    expect((await notify({ rawPath: `/${PATH}/v1/audit`, headers, body: '{' })).statusCode).toBe(400);
  });
});
