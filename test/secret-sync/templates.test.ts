import { describe, expect, it } from 'vitest';
import { TransientError } from '../../lambdas/core/errors.ts';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { CONFIG_MAP, SECRET } from '../../lambdas/core/resources.ts';
import { EXTERNAL_SECRET_V1, externalSecret, NAMESPACE } from './objects.ts';
import { createSyncedWorld, createWorld, type World } from './world.ts';

function templated(template: object, spec: object = {}) {
  return createSyncedWorld({ target: { template }, ...spec });
}

function configMap(data: Readonly<Record<string, string>>): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'templates', namespace: NAMESPACE }, data };
}

const FROM_CONFIG_MAP = { templateFrom: [{ configMap: { name: 'templates', items: [{ key: 'conf' }] } }] };

/** ExternalSecret `app` with its template in ConfigMap `templates`, synced. */
async function withConfigMap(text: string): Promise<World> {
  const world = await templated(FROM_CONFIG_MAP);
  await world.apply(CONFIG_MAP, configMap({ conf: text }));
  await world.sweep();
  await world.sweep();
  world.writes.splice(0);
  world.stores.calls.splice(0);
  return world;
}

const decrypts = (world: World) =>
  world.stores.calls.filter(({ params }) => params['WithDecryption'] === true).length;

describe('a template', () => {
  it('makes data, type, labels, annotations and finalizers, and the labels of the ExternalSecret stay away', async () => {
    const world = await createWorld();
    world.put('/app/a', 'one');
    const synced = await templated({
      type: 'kubernetes.io/basic-auth',
      metadata: {
        labels: { owner: '{{ .a }}' },
        annotations: { length: '{{ len .a }}' },
        finalizers: ['example.com/keep'],
      },
      data: { username: 'app', password: '{{ .a | upper }}' },
    });

    const secret = await synced.secret();
    expect(secret?.text).toEqual({ username: 'app', password: 'ONE' });
    expect(secret).toMatchObject({ type: 'kubernetes.io/basic-auth' });
    expect(secret?.metadata).toMatchObject({
      labels: { owner: 'one' },
      annotations: { length: '3' },
      finalizers: ['example.com/keep'],
    });
    expect(await synced.ready()).toBe('True SecretSynced: secret synced');
  });

  it('keeps the provider keys under mergePolicy Merge, and where it gives no data', async () => {
    const merged = await templated({ mergePolicy: 'Merge', data: { b: '{{ .a }}!' } });
    const bare = await templated({ metadata: { labels: { x: 'y' } } });

    expect((await merged.secret())?.text).toEqual({ a: 'one', b: 'one!' });
    expect((await bare.secret())?.text).toEqual({ a: 'one' });
  });

  it.each([
    ['warm', 0],
    ['after a cold start', 1],
  ])('that makes the same again writes nothing (I4): %s', async (_name, cold) => {
    const world = await templated({ metadata: { labels: { owner: '{{ .a }}' } }, data: { b: '{{ .a }}' } });
    if (cold > 0) world.restart();

    for (let sweeps = 0; sweeps < 3; sweeps += 1) await world.sweep();

    expect(world.writes).toEqual([]);
    expect(decrypts(world)).toBe(cold);
  });

  it('repairs what a hand changed of its labels', async () => {
    const world = await templated({ metadata: { labels: { owner: '{{ .a }}' } }, data: { b: '{{ .a }}' } });
    const metadata = { labels: { owner: 'me' } };
    await world.api.patch(SECRET, { namespace: NAMESPACE, name: 'app' }, { metadata });

    await world.sweep();

    expect((await world.secret())?.metadata.labels).toMatchObject({ owner: 'one' });
  });

  it('that fails leaves the Secret as it is, says where, and shows no value', async () => {
    const world = await templated({ data: { b: '{{ .a }}' } });
    world.put('/app/a', 'hunter2');
    const template = { data: { b: '{{ fail .a }}' } };
    const changed = externalSecret('app', { a: '/app/a' }, { target: { template } });
    await world.apply(EXTERNAL_SECRET_V1, changed);

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ b: 'one' });
    expect(await world.ready()).toBe(
      'False SecretSyncedError: could not update secret: could not apply template: could not execute template: ' +
        'spec.target.template.data: unable to execute template at key b: unable to execute template at key b: ' +
        'template: b:1:3: executing "b" at <fail .a>: error calling fail: ' +
        '[not shown: it may quote a value]',
    );
    expect(JSON.stringify(world.logged)).not.toContain('hunter2');
  });

  it('whose label the API server refuses names the field, and not what it was made of', async () => {
    const world = await templated({ metadata: { labels: { owner: '{{ .a }}' } }, data: { b: 'x' } });
    world.put('/app/a', 'hunter2 with blanks');

    await world.changed('/app/a');

    expect(await world.ready()).toMatch(
      /^False SecretSyncedError: .*metadata\.labels: Invalid value: \[\.\.\.\]/v,
    );
    expect(`${await world.ready()}${JSON.stringify(world.logged)}`).not.toContain('hunter2');
    expect((await world.secret())?.metadata.labels).toMatchObject({ owner: 'one' });
  });

  it('that costs too much fails by itself, however many keys it has (I8)', async () => {
    const heavy = '{{ range $i := until 3000 }}{{ range $j := until 20 }}{{ $i }}{{ end }}{{ end }}';
    const keys = Array.from({ length: 40 }, (_, index) => [`k${index}`, heavy] as const);
    const started = performance.now();
    const world = await templated({ data: Object.fromEntries(keys) });

    expect(await world.ready()).toMatch(/^False SecretSyncedError: .*template (needs|has) more than \d+/v);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('with random output is refused by name, and served once under CreatedOnce', async () => {
    const template = { data: { password: '{{ randAlphaNum 24 }}' } };
    const refused = await templated(template);
    const served = await templated(template, { refreshPolicy: 'CreatedOnce' });
    const { password } = (await served.secret())?.text ?? {};

    expect(await refused.ready()).toMatch(/^False RandomFunction: .*function "randAlphaNum"/v);
    expect(await refused.secret()).toBeUndefined();
    expect(password).toMatch(/^[a-zA-Z0-9]{24}$/v);
    served.put('/app/a', 'two');
    await served.changed('/app/a');
    served.restart();
    await served.sweep();
    expect((await served.secret())?.text).toEqual({ password });
  });

  it('under CreatedOnce makes no second password when the status of the first was lost', async () => {
    const world = await createWorld();
    let lost = 0;
    world.before = ({ method, path }) => {
      if (method !== 'PATCH' || !path.includes('/status') || lost > 0) return undefined;
      lost += 1;
      throw new TransientError('the connection is gone', { code: 'ECONNRESET' });
    };
    const spec = {
      refreshPolicy: 'CreatedOnce',
      target: { template: { data: { p: '{{ randAlphaNum 24 }}' } } },
    };
    await prepare(world, spec);
    await world.sweep();
    const first = (await world.secret())?.text;
    world.restart();

    await world.sweep();

    expect(lost).toBe(1);
    expect((await world.secret())?.text).toEqual(first);
    expect(await world.ready()).toBe('True SecretSynced: secret synced');
  });

  it('is not rendered again for a Secret that is immutable', async () => {
    const world = await templated({ data: { b: '{{ .a }}' } }, {});
    const target = (data: object) => ({ target: { immutable: true, template: { data } } });
    await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }, target({ b: '{{ .a }}' })));
    await world.sweep();
    await world.apply(
      EXTERNAL_SECRET_V1,
      externalSecret('app', { a: '/app/a' }, target({ b: '{{ fail "x" }}' })),
    );

    await world.sweep();

    expect((await world.secret())?.text).toEqual({ b: 'one' });
    expect(await world.ready()).toBe('True SecretSynced: secret synced');
  });
});

async function prepare(world: World, spec: object): Promise<void> {
  const { store, STORE_V1 } = await import('./objects.ts');
  world.put('/app/a', 'one');
  await world.apply(STORE_V1, store());
  await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }, { ...spec }));
}

describe('a template in a ConfigMap', () => {
  it('is followed at the next sweep when it changes, and costs no read of values while it does not', async () => {
    const world = await withConfigMap('user={{ .a }}');
    await world.sweep();
    expect(world.writes).toEqual([]);
    expect(decrypts(world)).toBe(0);

    await world.apply(CONFIG_MAP, configMap({ conf: 'password={{ .a }}' }));
    await world.sweep();

    expect((await world.secret())?.text).toEqual({ conf: 'password=one' });
    expect(decrypts(world)).toBe(1);
  });

  it('that does not exist is named, and makes the Secret once it does', async () => {
    const world = await templated(FROM_CONFIG_MAP);
    expect(await world.ready()).toContain(
      'error fetching templateFrom data: spec.target.template.templateFrom[0].configMap: configmaps "templates" not found',
    );

    await world.apply(CONFIG_MAP, configMap({ other: 'x' }));
    await world.sweep();
    expect(await world.ready()).toContain('error in configmap templates: missing key conf');
    await world.apply(CONFIG_MAP, configMap({ conf: 'x={{ .a }}' }));
    await world.sweep();

    expect((await world.secret())?.text).toEqual({ conf: 'x=one' });
    expect(await world.ready()).toBe('True SecretSynced: secret synced');
  });

  it('that may not be read says which RoleBinding lets us in', async () => {
    const world = await withConfigMap('x');
    world.restart();
    world.before = ({ path }) =>
      path.endsWith('/configmaps/templates')
        ? {
            status: 403,
            headers: {},
            body: JSON.stringify({ kind: 'Status', reason: 'Forbidden', message: 'no' }),
          }
        : undefined;

    await world.sweep();

    expect(await world.ready()).toMatch(/^False Forbidden: .*configmap team\/templates.*create rolebinding/v);
  });

  it('that changes between the read and the write is read again with the Secret (I3)', async () => {
    const world = await withConfigMap('v=1 {{ .a }}');
    world.put('/app/a', 'two');
    let raced = false;
    world.before = async ({ method, path }) => {
      if (method !== 'PUT' || !path.includes('/secrets/app') || raced) return undefined;
      raced = true;
      await world.apply(CONFIG_MAP, configMap({ conf: 'v=2 {{ .a }}' }));
      const metadata = { labels: { touched: 'x' } };
      await world.api.patch(SECRET, { namespace: NAMESPACE, name: 'app' }, { metadata });
      return undefined;
    };

    await world.changed('/app/a');

    expect(raced).toBe(true);
    expect((await world.secret())?.text).toEqual({ conf: 'v=2 two' });
  });

  it('in a Secret shows none of its text when it cannot be rendered', async () => {
    const templateFrom = [{ secret: { name: 'templates', items: [{ key: 'conf' }] } }];
    const world = await templated({ templateFrom });
    const data = { conf: Buffer.from('sw0rdfish {{ nosuch .a }}').toString('base64') };
    const metadata = { name: 'templates', namespace: NAMESPACE };
    await world.apply(SECRET, { apiVersion: 'v1', kind: 'Secret', metadata, data });

    await world.sweep();

    expect(await world.ready()).toMatch(/templateFrom\[0\]\.secret: .*template: conf:1: \[not shown/v);
    expect(JSON.stringify(world.logged)).not.toMatch(/sw0rdfish|nosuch/v);
  });
});

describe('a parameter that a template no longer finds', () => {
  const two = { a: '/app/a', b: '/app/b' };

  async function createPair(template: object, deletionPolicy = 'Merge'): Promise<World> {
    const world = await createWorld();
    await prepare(world, {});
    world.put('/app/b', 'bee');
    await world.apply(
      EXTERNAL_SECRET_V1,
      externalSecret('app', two, { target: { deletionPolicy, template } }),
    );
    await world.sweep();
    world.remove('/app/b');
    return world;
  }

  it('changes nothing at the first observation, and what it made goes at the second', async () => {
    const world = await createPair({
      templateFrom: [{ literal: '{{ range $k, $v := . }}{{ $k }}: x{{ $v }}\n{{ end }}' }],
    });
    await world.changed('/app/b', 'Delete');
    expect((await world.secret())?.text).toEqual({ a: 'xone', b: 'xbee' });
    expect(await world.ready()).toBe('True SecretSynced: secret synced');

    await world.deliver();

    expect((await world.secret())?.text).toEqual({ a: 'xone' });
    world.writes.splice(0);
    world.restart();
    await world.sweep();
    await world.deliver();
    expect(world.writes).toEqual([]);
  });

  it.each(['Merge', 'Retain'])(
    'that the template cannot do without is a failure only when it was seen twice: %s',
    async (policy) => {
      const world = await createPair({ data: { both: '{{ .a }}{{ .b }}' } }, policy);
      await world.changed('/app/b', 'Delete');
      expect(await world.ready()).toBe('True SecretSynced: secret synced');

      await world.deliver();

      expect(await world.ready()).toMatch(/^False SecretSyncedError: /v);
      expect((await world.secret())?.text).toEqual({ both: 'onebee' });
    },
  );

  it.each([
    ['Delete', undefined],
    ['Merge', {}],
  ])(
    'and finds nothing else either: the Secret is whole until the second observation: %s',
    async (policy, after) => {
      const world = await createPair({ data: { both: '{{ index . "a" }}{{ index . "b" }}' } }, policy);
      world.remove('/app/a');

      await world.changed('/app/b', 'Delete');
      await world.changed('/app/a', 'Delete');

      expect((await world.secret())?.text).toEqual({ both: 'onebee' });
      await world.deliver();
      const text = (await world.secret())?.text;
      expect(text).toEqual(after === undefined ? undefined : { both: '' });
    },
  );
});
