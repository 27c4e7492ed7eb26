import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../lambdas/core/events.ts';
import { type NotifyConfig, parseNotifyConfig } from '../../lambdas/notify/config.ts';
import { createNotify, type UrlEvent } from '../../lambdas/notify/notify.ts';
import { admissionReview } from './admission-review.ts';

const NOW = Date.UTC(2026, 10, 22, 10);
const PATH = '0123456789abcdef0123456789abcdef';
const CONFIG: NotifyConfig = {
  region: 'ap-northeast-2',
  cluster: 'eco2-dev',
  path: PATH,
  kinds: {
    'external-secrets.io/ExternalSecret': ['secrets'],
    'networking.k8s.io/Ingress': ['dns'],
    '/Namespace': ['secrets', 'dns'],
    // A mistake that must change nothing.
    '/Secret': ['secrets'],
  },
};

interface Sent {
  readonly queue: string;
  readonly body: string;
  readonly delay: number;
}

function start(change: { config?: Partial<NotifyConfig>; down?: string } = {}) {
  const sent: Sent[] = [];
  const lines: string[] = [];
  const notify = createNotify({
    config: { ...CONFIG, ...change.config },
    queues: { secrets: 'queue/secrets', dns: 'queue/dns' },
    send: async (queue, body, delay) => {
      if (queue === change.down) throw new Error('connect ECONNREFUSED');
      sent.push({ queue, body, delay });
    },
    now: () => NOW,
    writeLine: (fields) => lines.push(JSON.stringify(fields)),
  });
  return { sent, lines, notify };
}

function urlEvent(review: unknown, change: Partial<UrlEvent> = {}): UrlEvent {
  return { rawPath: `/${PATH}/v1/admission`, headers: {}, body: JSON.stringify(review), ...change };
}

const ANSWER = {
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  response: { uid: '4f1e9f5c-3c5e-4a55-8f0b-2b8b9a0c0d0e', allowed: true },
};

describe('the notifier', () => {
  it('tells the half that the object belongs to who changed, two seconds later', async () => {
    const { notify, sent } = start();

    const { statusCode, body } = await notify(urlEvent(admissionReview()));

    expect([statusCode, JSON.parse(body)]).toEqual([200, ANSWER]);
    expect(sent).toEqual([{ queue: 'queue/secrets', body: expect.any(String), delay: 2 }]);
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
      sluice: 'object',
      group: 'external-secrets.io',
      kind: 'ExternalSecret',
      namespace: 'auth',
      name: 'postgres-auth-secret',
      generation: 3,
      operation: 'UPDATE',
      at: NOW,
    });
  });

  it('says it in the words that both functions understand', async () => {
    const { notify, sent } = start();
    await notify(urlEvent(admissionReview()));

    expect(parseEvent(JSON.parse(sent[0]?.body ?? ''), NOW + 2000)).toEqual({
      hints: [
        {
          kind: 'object',
          group: 'external-secrets.io',
          objectKind: 'ExternalSecret',
          namespace: 'auth',
          name: 'postgres-auth-secret',
          generation: 3,
          operation: 'UPDATE',
          at: NOW,
        },
      ],
    });
  });

  it.each([
    [
      'both halves of a Namespace, which has no namespace',
      { group: '', kind: 'Namespace' },
      'auth',
      2,
      undefined,
    ],
    ['the DNS half of an Ingress', { group: 'networking.k8s.io', kind: 'Ingress' }, 'auth', 1, 'auth'],
  ])('tells %s', async (_title, kind, namespace, count, told) => {
    const { notify, sent } = start();

    await notify(urlEvent(admissionReview({ kind: { ...kind, version: 'v1' }, namespace })));

    expect(sent.map(({ body }) => JSON.parse(body).namespace)).toEqual(
      Array.from({ length: count }, () => told),
    );
  });

  it('takes the name from the object where the server has just made it', async () => {
    const { notify, sent } = start();

    await notify(urlEvent(admissionReview({ name: '', operation: 'CREATE', oldObject: null })));

    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({
      name: 'postgres-auth-secret',
      operation: 'CREATE',
    });
  });

  it('knows a deleted object by its last state', async () => {
    const { notify, sent } = start();

    await notify(urlEvent(admissionReview({ operation: 'DELETE', object: null })));

    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({ operation: 'DELETE', generation: 2 });
  });

  it.each([
    ['a dry run', { dryRun: true }],
    ['a Secret, even if somebody asks for it', { kind: { group: '', version: 'v1', kind: 'Secret' } }],
    ['a kind that no half asked for', { kind: { group: 'apps', version: 'v1', kind: 'Deployment' } }],
    ['CONNECT', { operation: 'CONNECT' }],
  ])('answers and says nothing about %s', async (_title, request) => {
    const { notify, sent } = start();

    expect(JSON.parse((await notify(urlEvent(admissionReview(request)))).body)).toEqual(ANSWER);
    expect(sent).toEqual([]);
  });

  it('allows although a queue is down, tells the other one, and counts what was not sent', async () => {
    const { notify, sent, lines } = start({ down: 'queue/secrets' });
    const kind = { group: '', version: 'v1', kind: 'Namespace' };

    expect(JSON.parse((await notify(urlEvent(admissionReview({ kind })))).body)).toEqual(ANSWER);

    expect(sent.map(({ queue }) => queue)).toEqual(['queue/dns']);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        queue: 'secrets',
        reason: 'connect ECONNREFUSED',
        half: 'notify',
        Failed: 1,
      }),
    ]);
  });

  it('is not there for those who do not know the path', async () => {
    const { notify, sent } = start();

    expect((await notify(urlEvent(admissionReview(), { rawPath: '/v1/admission' }))).statusCode).toBe(404);
    expect(sent).toEqual([]);
  });

  it('asks for the bearer token whose digest is configured, and allows without it, too', async () => {
    const tokenSha256 = createHash('sha256').update('a-token').digest('hex');
    const { notify, sent, lines } = start({ config: { tokenSha256 } });
    const withToken = (authorization: string) => urlEvent(admissionReview(), { headers: { authorization } });

    const refused = await notify(withToken('Bearer another'));
    expect([JSON.parse(refused.body), sent.length, lines.length]).toEqual([ANSWER, 0, 1]);
    await notify(withToken('Bearer a-token'));

    expect([sent.length, lines.length]).toEqual([1, 1]);
    expect(lines.join()).not.toContain('another');
  });

  it('refuses what is no AdmissionReview', async () => {
    const { notify } = start();

    expect((await notify(urlEvent({ kind: 'EventList' }))).statusCode).toBe(400);
    expect((await notify({ rawPath: `/${PATH}/v1/admission`, body: '{' })).statusCode).toBe(400);
  });

  it('property: whatever is admitted, it is allowed and nothing of its content is sent or logged', async () => {
    const down = fc.constantFrom(undefined, 'queue/secrets');
    const content = fc.dictionary(fc.string(), fc.constant('object-content'), { maxKeys: 3 });
    const request = fc.record(
      {
        kind: fc.oneof(fc.constant({ group: 'networking.k8s.io', kind: 'Ingress' }), fc.anything()),
        operation: fc.constantFrom('CREATE', 'UPDATE', 'DELETE', 'CONNECT', null),
        object: fc.record({
          metadata: fc.constant({ name: 'a', annotations: { x: 'object-content' } }),
          data: content,
        }),
        oldObject: fc.oneof(content, fc.constant(null)),
        name: fc.oneof(fc.constant('a'), fc.constant(null)),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(down, request, async (queue, parts) => {
        const { notify, sent, lines } = start(queue === undefined ? {} : { down: queue });
        const { statusCode, body } = await notify(urlEvent(admissionReview(parts)));
        expect([statusCode, JSON.parse(body)]).toEqual([200, ANSWER]);
        expect(JSON.stringify([sent, lines])).not.toContain('object-content');
      }),
      { numRuns: 200 },
    );
  });
});

describe('its configuration', () => {
  it('is taken as it was deployed', () => {
    expect(parseNotifyConfig(JSON.parse(JSON.stringify(CONFIG)))).toEqual(CONFIG);
  });

  it.each(['region', 'cluster', 'path', 'kinds'])('must have %s', (field) => {
    expect(() => parseNotifyConfig({ ...CONFIG, [field]: undefined })).toThrow(`notify: ${field} is missing`);
    expect(() => parseNotifyConfig(null)).toThrow('region is missing');
  });
});
