import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { SecretValue } from '../../../lambdas/core/secret-value.ts';
import type { CreationPolicy, ExternalSecretSpec } from '../../../lambdas/core/secrets/external-secret.ts';
import { readExternalSecret } from '../../../lambdas/core/secrets/external-secret.ts';
import { fieldManagerOf } from '../../../lambdas/core/secrets/marks.ts';
import { type ObservedSecret, readObservedSecret } from '../../../lambdas/core/secrets/observed-secret.ts';
import { planTarget } from '../../../lambdas/core/secrets/target-plan.ts';

const secretKey = fc.stringMatching(/^[-_a-zA-Z0-9]{1,8}$/).filter((key) => key !== '__proto__');
const data = fc.dictionary(secretKey, fc.string(), { minKeys: 1, maxKeys: 5 });
const names = fc.dictionary(secretKey, fc.string(), { maxKeys: 3 });
const writingPolicy = fc.constantFrom<CreationPolicy>('Owner', 'Orphan', 'Merge', 'CreateOrMerge');

/** An ExternalSecret `app` with the given metadata and policy. */
function subject(creationPolicy: CreationPolicy, labels: object = {}, annotations: object = {}) {
  const metadata = { name: 'app', namespace: 'team', uid: 'uid-1', labels, annotations };
  const object = { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', metadata, spec: {} };
  const spec: ExternalSecretSpec = {
    targetName: 'app',
    creationPolicy,
    deletionPolicy: 'Retain',
    immutable: false,
    refreshPolicy: 'Periodic',
    refreshIntervalMs: 60_000,
    entries: [],
  };
  return { externalSecret: readExternalSecret(object as unknown as KubernetesObject), spec };
}

function plan(
  input: ReturnType<typeof subject>,
  wanted: Readonly<Record<string, string>>,
  observed: ObservedSecret | undefined,
) {
  const values = new Map(Object.entries(wanted).map(([key, text]) => [key, SecretValue.ofText(text)]));
  const compiled = { data: values, absent: [] };
  return planTarget({ ...input, observed, compiled, versions: new Map(), isConfirmed: () => false });
}

/** The Secret as the server would hand it out: stored under our field manager. */
function stored(object: KubernetesObject, ownedData: readonly string[]): ObservedSecret {
  const fields = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [`f:${key}`, {}]));
  const { labels = {}, annotations = {} } = object.metadata;
  const fieldsV1 = {
    'f:data': fields(ownedData),
    'f:metadata': {
      'f:labels': fields(Object.keys(labels)),
      'f:annotations': fields(Object.keys(annotations)),
    },
  };
  const managedFields = [{ manager: fieldManagerOf('app'), operation: 'Update', fieldsV1 }];
  const metadata = { ...object.metadata, uid: 'secret', resourceVersion: '1', managedFields };
  return readObservedSecret({ ...object, metadata });
}

/** A Secret that somebody else made, with a mark that lets us take it over. */
function foreign(content: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>) {
  const encoded = Object.entries(content).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  return readObservedSecret({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'app', namespace: 'team', labels, annotations: { 'sluice/adopt': 'true' } },
    type: 'Opaque',
    data: Object.fromEntries(encoded),
  });
}

function written(action: ReturnType<typeof planTarget>['action']): KubernetesObject {
  if (action.kind !== 'create' && action.kind !== 'replace')
    throw new Error(`nothing written: ${action.kind}`);
  return action.object;
}

const textOf = (secret: ObservedSecret) =>
  Object.fromEntries([...secret.data].map(([key, value]) => [key, value.unwrap().toString()]));

describe('planning a Secret', () => {
  it('drops marks of Argo CD that ESO had copied, with the first write that happens anyway', () => {
    const mark = { 'argocd.argoproj.io/tracking-id': 'apps:external-secrets.io/ExternalSecret:team/app' };
    const input = subject('Owner', {}, mark);
    const made = written(plan(input, { a: 'one' }, undefined).action);
    const annotations = { ...made.metadata.annotations, ...mark };
    const observed = stored({ ...made, metadata: { ...made.metadata, annotations } }, ['a']);

    const same = plan(input, { a: 'one' }, observed);
    const changed = written(plan(input, { a: 'two' }, observed).action);

    expect(same.action.kind).toBe('unchanged');
    expect(Object.keys(changed.metadata.annotations ?? {})).not.toContain('argocd.argoproj.io/tracking-id');
  });

  it('again after its own write changes nothing, whatever the policy', () => {
    fc.assert(
      fc.property(data, names, names, writingPolicy, (wanted, labels, annotations, policy) => {
        const input = subject(policy, labels, annotations);
        const first = policy === 'Merge' ? foreign({}, {}) : undefined;
        const secret = stored(written(plan(input, wanted, first).action), Object.keys(wanted));

        expect(plan(input, wanted, secret).action.kind).toBe('unchanged');
      }),
    );
  });

  it('gives the wanted data as a whole under Owner and Orphan', () => {
    const policies = fc.constantFrom<CreationPolicy>('Owner', 'Orphan');
    fc.assert(
      fc.property(data, data, policies, (wanted, before, policy) => {
        const action = plan(subject(policy), wanted, foreign(before, {})).action;

        expect(textOf(stored(written(action), []))).toEqual(wanted);
      }),
    );
  });

  it('never touches keys and labels of others under Merge (I7)', () => {
    fc.assert(
      fc.property(data, data, names, (wanted, before, labels) => {
        const action = plan(subject('Merge'), wanted, foreign(before, labels)).action;
        const after = stored(written(action), []);

        expect(textOf(after)).toEqual({ ...before, ...wanted });
        expect(after.labels).toMatchObject(labels);
      }),
    );
  });

  it('takes away under Merge exactly what it had set and no longer wants', () => {
    fc.assert(
      fc.property(data, data, data, (others, before, wanted) => {
        const input = subject('Merge');
        const first = stored(written(plan(input, before, foreign(others, {})).action), Object.keys(before));
        const action = plan(input, wanted, first).action;
        const after = action.kind === 'unchanged' ? first : stored(written(action), []);
        const kept = Object.entries(others).filter(([key]) => !Object.hasOwn(before, key));

        expect(textOf(after)).toEqual({ ...Object.fromEntries(kept), ...wanted });
      }),
    );
  });

  it('does not change its inputs', () => {
    fc.assert(
      fc.property(data, data, writingPolicy, (wanted, before, policy) => {
        const observed = foreign(before, {});
        const copy = JSON.stringify(observed.object);
        plan(subject(policy), wanted, observed);

        expect(JSON.stringify(observed.object)).toBe(copy);
      }),
    );
  });

  it('shows no value in the JSON of anything but the Secret itself (I1)', () => {
    const marker = 'marker-value';
    const { waiting, lost, action } = plan(subject('Owner'), { a: marker }, foreign({ b: marker }, {}));

    expect(JSON.stringify({ waiting, lost, kind: action.kind })).not.toContain(marker);
    expect(JSON.stringify(foreign({ b: marker }, {}).data.get('b'))).not.toContain(marker);
  });
});

describe('an immutable Secret', () => {
  it('is left as it is and reported when data would change', () => {
    const observed = { ...foreign({ a: 'old' }, {}), immutable: true };

    expect(plan(subject('Owner'), { a: 'new' }, observed).action).toMatchObject({
      kind: 'fail',
      failure: { words: 'could not update secret, target is immutable', bound: true },
    });
  });

  it('keeps its data without an error when the ExternalSecret asks for immutability', () => {
    const input = subject('Owner');
    const frozen = { ...input, spec: { ...input.spec, immutable: true } };
    const secret = stored(written(plan(frozen, { a: 'old' }, undefined).action), ['a']);

    expect(plan(frozen, { a: 'new' }, secret).action.kind).toBe('unchanged');
  });
});
