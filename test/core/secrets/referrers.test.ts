import { describe, expect, it } from 'vitest';
import type { Hint, ObjectHint } from '../../../lambdas/core/hint.ts';
import { readExternalSecret } from '../../../lambdas/core/secrets/external-secret.ts';
import { findReferrers, isFullScope, readsHinted } from '../../../lambdas/core/secrets/referrers.ts';
import type { Source } from '../../../lambdas/core/secrets/source.ts';

const one = (namespace: string, name: string, spec: Readonly<Record<string, unknown>>) =>
  readExternalSecret({
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { namespace, name },
    spec,
  });

const inventory = [
  one('b', 'extract', {
    secretStoreRef: { name: 'own' },
    dataFrom: [{ extract: { key: '/app/doc' } }],
    target: { name: 'docs' },
  }),
  one('a', 'plain', {
    secretStoreRef: { name: 'shared', kind: 'ClusterSecretStore' },
    data: [{ secretKey: 'k', remoteRef: { key: '/app/key' } }],
  }),
  one('a', 'arn', {
    secretStoreRef: { name: 'own' },
    data: [{ secretKey: 'k', remoteRef: { key: 'arn:aws:ssm:r:1:parameter/app/key' } }, null],
  }),
  one('c', 'odd', { data: 'nothing to read here' }),
];

const at = 0;
const parameter = (name: string): Hint => ({
  kind: 'parameter',
  name,
  region: 'r',
  account: '1',
  operation: 'Update',
  at,
});
const object = (objectKind: string, name: string, namespace?: string): ObjectHint => ({
  kind: 'object',
  group: 'external-secrets.io',
  objectKind,
  name,
  operation: 'UPDATE',
  at,
  ...(namespace === undefined ? {} : { namespace }),
});
const found = (...hints: readonly Hint[]) =>
  findReferrers(hints, inventory).map(({ externalSecret: { namespace, name } }) => `${namespace}/${name}`);

const ALL = ['a/arn', 'a/plain', 'b/extract', 'c/odd'];

describe('hints lead to the ExternalSecrets they concern', () => {
  it.each<[string, Hint, readonly string[]]>([
    ['a sweep', { kind: 'sweep', at }, ALL],
    ['a release', { kind: 'release', checksum: 'x', at }, ALL],
    [
      'a second observation of secrets',
      { kind: 'second-observation', half: 'secrets', at, candidates: {} },
      ALL,
    ],
    ['one of dns', { kind: 'second-observation', half: 'dns', at, candidates: {} }, []],
    ['a resync', { kind: 'resync', dryRun: false, at }, ALL],
    ['a resync of a namespace', { kind: 'resync', dryRun: false, namespace: 'a', at }, ['a/arn', 'a/plain']],
    ['a resync of one', { kind: 'resync', dryRun: false, namespace: 'a', name: 'plain', at }, ['a/plain']],
    ['a parameter, named or by ARN', parameter('/app/key'), ['a/arn', 'a/plain']],
    ['a parameter below the prefix of a store', parameter('/team/app/doc'), ['b/extract']],
    ['a parameter nobody reads', parameter('/app/other'), []],
    ['an ExternalSecret', object('ExternalSecret', 'plain', 'a'), ['a/plain']],
    ['one of that name elsewhere', object('ExternalSecret', 'plain', 'b'), []],
    ['a Secret by the name of its target', object('Secret', 'docs', 'b'), ['b/extract']],
    ['a Secret by the default name', object('Secret', 'plain', 'a'), ['a/plain']],
    ['a SecretStore of the namespace', object('SecretStore', 'own', 'b'), ['b/extract']],
    ['a ClusterSecretStore', object('ClusterSecretStore', 'shared'), ['a/plain']],
    ['a kind we do not read', object('ConfigMap', 'plain', 'a'), []],
    [
      'a label of Secrets Manager',
      { kind: 'secret-label', name: '/app/key', arn: '', region: 'r', account: '1', label: 'x', at },
      ['a/plain'],
    ],
  ])('%s', (_name, hint, expected) => {
    expect(found(hint)).toEqual(expected);
  });

  it('each once, with all hints that asked for it', () => {
    const hints = [parameter('/app/key'), object('ExternalSecret', 'plain', 'a')];

    expect(findReferrers(hints, inventory).find((one) => one.externalSecret.name === 'plain')?.hints).toEqual(
      hints,
    );
  });

  it('judge absence only where every ExternalSecret is looked at', () => {
    expect(isFullScope([parameter('/a')])).toBe(false);
    expect(isFullScope([{ kind: 'resync', dryRun: false, namespace: 'a', at }])).toBe(false);
    expect(isFullScope([parameter('/a'), { kind: 'sweep', at }])).toBe(true);
  });
});

describe('a resolved source is the changed parameter', () => {
  const source = (name: string, region: string) => ({ name, identity: { region } }) as unknown as Source;
  const hint = {
    kind: 'parameter',
    name: '/app/key',
    region: 'r',
    account: '1',
    operation: 'Update',
    at,
  } as const;

  it.each([
    ['by its name', '/app/key', 'r', true],
    ['by its ARN', 'arn:aws:ssm:r:1:parameter/app/key', 'r', true],
    ['not in another region', '/app/key', 's', false],
    ['not when only the end agrees', '/team/app/key', 'r', false],
  ])('%s', (_name, name, region, expected) => {
    expect(readsHinted([source(name, region)], hint)).toBe(expected);
  });
});
