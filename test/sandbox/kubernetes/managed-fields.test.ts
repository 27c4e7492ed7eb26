import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Api, openApi, owners, SECRETS, secret } from './api.ts';

const ESO = 'externalsecrets.external-secrets.io/app';

/** The Secret that External Secrets Operator writes, as recorded. */
async function createManaged(api: Api): Promise<void> {
  const owner = { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', name: 'app', uid: 'u-1' };
  await api.post(`${SECRETS}?fieldManager=${ESO}`, {
    ...secret('app', { data: { a: 'b25l' } }),
    metadata: {
      name: 'app',
      labels: { 'reconcile.external-secrets.io/managed': 'true' },
      annotations: { 'reconcile.external-secrets.io/data-hash': 'h' },
      ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }],
    },
  });
}

const MANAGED = {
  'f:data': { '.': {}, 'f:a': {} },
  'f:metadata': {
    'f:annotations': { '.': {}, 'f:reconcile.external-secrets.io/data-hash': {} },
    'f:labels': { '.': {}, 'f:reconcile.external-secrets.io/managed': {} },
    'f:ownerReferences': { '.': {}, 'k:{"uid":"u-1"}': {} },
  },
  'f:type': {},
};

describe('managedFields, as the corpus recorded them', () => {
  test('a created Secret is owned whole by its creator, owner references by uid', async () => {
    const api = await openApi();

    await createManaged(api);

    const { body } = await api.get(`${SECRETS}/app`);
    expect(owners(body)).toEqual({ [`${ESO} Update`]: MANAGED });
    expect(body.metadata.managedFields[0]).toMatchObject({
      apiVersion: 'v1',
      fieldsType: 'FieldsV1',
      time: '2026-11-22T08:00:00Z',
    });
  });

  test('keys that every JavaScript object seems to have are owned like any other', async () => {
    const api = await openApi();

    await api.post(
      `${SECRETS}?fieldManager=us`,
      secret('app', { data: { toString: 'b25l', constructor: 'b25l' } }),
    );

    const { body } = await api.get(`${SECRETS}/app`);
    expect(owners(body)['us Update']).toMatchObject({
      'f:data': { '.': {}, 'f:toString': {}, 'f:constructor': {} },
    });
  });

  test('a label and an annotation added by hand belong to the hand (drift-label-added)', async () => {
    const api = await openApi();
    await createManaged(api);

    const metadata = { labels: { hand: 'x' }, annotations: { hand: 'y' } };
    const { body } = await api.merge(`${SECRETS}/app?fieldManager=kubectl-edit`, { metadata });

    expect(owners(body)).toEqual({
      [`${ESO} Update`]: MANAGED,
      'kubectl-edit Update': {
        'f:metadata': { 'f:annotations': { 'f:hand': {} }, 'f:labels': { 'f:hand': {} } },
      },
    });
  });

  test('a value changed by hand moves to the hand (drift-orphan-edited)', async () => {
    const api = await openApi();
    await createManaged(api);

    const { body } = await api.merge(`${SECRETS}/app?fieldManager=kubectl-edit`, { data: { a: 'dHdv' } });

    expect(owners(body)).toEqual({
      [`${ESO} Update`]: { ...MANAGED, 'f:data': {} },
      'kubectl-edit Update': { 'f:data': { 'f:a': {} } },
    });
  });

  test('the last key removed by hand is nobody’s, and comes back to whoever writes it again', async () => {
    const api = await openApi();
    await createManaged(api);

    const removed = await api.merge(`${SECRETS}/app?fieldManager=kubectl-edit`, { data: { a: null } });
    const restored = await api.put(`${SECRETS}/app?fieldManager=${ESO}`, {
      ...removed.body,
      data: { a: 'b25l' },
    });

    const { 'f:data': _, ...rest } = MANAGED;
    expect(owners(removed.body)).toEqual({ [`${ESO} Update`]: rest });
    expect(owners(restored.body)).toEqual({ [`${ESO} Update`]: MANAGED });
  });

  test('an applied Secret is owned field by field, without its maps (auth-static-keys)', async () => {
    const api = await openApi();

    const metadata = { name: 'aws', labels: { mine: 'x' } };
    const applied = { ...secret('aws', { data: { id: 'YQ==', key: 'YQ==' } }), metadata };
    const { body } = await api.apply(`${SECRETS}/aws?fieldManager=kubectl`, applied);

    expect(owners(body)).toEqual({
      'kubectl Apply': {
        'f:data': { 'f:id': {}, 'f:key': {} },
        'f:metadata': { 'f:labels': { 'f:mine': {} } },
      },
    });
  });
});

describe('managedFields on updates', () => {
  test('writing the same content again changes neither entries nor their times', async () => {
    let now = Date.UTC(2026, 10, 22, 8);
    const api = await openApi({ now: () => now });
    await createManaged(api);
    const before = (await api.get(`${SECRETS}/app`)).body;

    now += 60_000;
    const after = await api.put(`${SECRETS}/app?fieldManager=${ESO}`, before);

    expect(after.body).toEqual(before);
  });

  test('a client that sends no managedFields does not lose them, and [{}] resets them', async () => {
    const api = await openApi();
    await createManaged(api);

    const bare = { ...secret('app', { data: { a: 'b25l' } }) };
    const kept = await api.put(`${SECRETS}/app?fieldManager=other`, bare);
    const reset = { ...kept.body, metadata: { ...kept.body.metadata, managedFields: [{}] } };
    const cleared = await api.put(`${SECRETS}/app?fieldManager=other`, reset);

    expect(Object.keys(owners(kept.body))).toEqual([`${ESO} Update`]);
    expect(cleared.body.metadata.managedFields).toBeUndefined();
  });

  test('the oldest of more than ten writers are folded into one', async () => {
    const api = await openApi();
    await createManaged(api);

    for (let index = 0; index < 12; index += 1) {
      await api.merge(`${SECRETS}/app?fieldManager=hand-${index}`, {
        metadata: { labels: { [`l${index}`]: 'x' } },
      });
    }

    const entries = (await api.get(`${SECRETS}/app`)).body.metadata.managedFields;
    expect(entries).toHaveLength(10);
    expect(entries.map((entry: { manager: string }) => entry.manager)).toContain('ancient-changes');
  });

  test('whatever is written in whatever order, every key has an owner and no owner a key that is gone', async () => {
    const key = fc.constantFrom('a', 'b', 'c');
    const value = fc.option(fc.constantFrom('MQ==', 'Mg=='), { nil: null });
    const write = fc.record({
      manager: fc.constantFrom('one', 'two', 'three'),
      kind: fc.constantFrom('merge' as const, 'apply' as const),
      data: fc.dictionary(key, value),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(write, { maxLength: 12 }), async (writes) => {
        const api = await openApi();
        await createManaged(api);
        for (const { manager, kind, data } of writes) {
          const path = `${SECRETS}/app?fieldManager=${manager}`;
          const present = Object.fromEntries(Object.entries(data).filter(([, one]) => one !== null));
          if (kind === 'merge') await api.merge(path, { data });
          else await api.apply(`${path}&force=true`, secret('app', { data: present }));
        }

        const { body } = await api.get(`${SECRETS}/app`);
        const owned = Object.values(owners(body)).flatMap((fields) =>
          Object.keys((fields as Record<string, object>)['f:data'] ?? {}),
        );
        const keys = owned.filter((one) => one !== '.').map((one) => one.slice(2));
        expect([...new Set(keys)].sort()).toEqual(Object.keys(body.data ?? {}).sort());
      }),
      { numRuns: 60 },
    );
  });
});
