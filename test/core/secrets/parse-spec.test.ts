import { describe, expect, it } from 'vitest';
import { readExternalSecret } from '../../../lambdas/core/secrets/external-secret.ts';
import { parseSpec } from '../../../lambdas/core/secrets/parse-spec.ts';

const key = { secretKey: 'a', remoteRef: { key: '/a' } };
const secretStoreRef = { name: 'store' };

function parse(spec: Readonly<Record<string, unknown>>, apiVersion = 'external-secrets.io/v1') {
  const metadata = { name: 'app', namespace: 'team' };
  return parseSpec(readExternalSecret({ apiVersion, kind: 'ExternalSecret', metadata, spec }));
}

function withTemplate(template: object) {
  return { data: [key], target: { template } };
}

describe('a spec', () => {
  it('has the defaults of ESO where it says nothing', () => {
    const parsed = parse({ secretStoreRef, data: [key] });

    expect(parsed).toMatchObject({
      ok: true,
      value: {
        targetName: 'app',
        creationPolicy: 'Owner',
        deletionPolicy: 'Retain',
        immutable: false,
        refreshPolicy: 'Periodic',
        refreshIntervalMs: 3_600_000,
        entries: [
          {
            field: 'spec.data[0] (key: /a)',
            secretKey: 'a',
            storeRef: { kind: 'SecretStore', name: 'store' },
            remoteRef: { conversionStrategy: 'Default', decodingStrategy: 'None', refuseNullBytes: false },
          },
        ],
      },
    });
  });

  it('means the same with the defaults of v1beta1 written out', () => {
    const written = { conversionStrategy: 'Default', decodingStrategy: 'None', metadataPolicy: 'None' };
    const remoteRef = { ...key.remoteRef, ...written };
    const old = parse(
      {
        secretStoreRef: { ...secretStoreRef, kind: 'SecretStore' },
        refreshInterval: '1h',
        target: { creationPolicy: 'Owner', deletionPolicy: 'Retain' },
        data: [{ ...key, remoteRef }],
      },
      'external-secrets.io/v1beta1',
    );

    expect(old).toEqual(parse({ secretStoreRef, data: [key] }));
  });

  it('puts dataFrom before data, so that an explicit key wins', () => {
    const parsed = parse({ secretStoreRef, data: [key], dataFrom: [{ extract: { key: '/doc' } }] });

    expect(parsed.ok && parsed.value.entries.map(({ field }) => field)).toEqual([
      'spec.dataFrom[0].extract',
      'spec.data[0] (key: /a)',
    ]);
  });

  it('takes a store of the entry over that of the object', () => {
    const storeRef = { name: 'own', kind: 'ClusterSecretStore' };
    const parsed = parse({ secretStoreRef, data: [{ ...key, sourceRef: { storeRef } }] });

    expect(parsed.ok && parsed.value.entries[0]?.storeRef).toEqual(storeRef);
  });

  it.each([
    [
      'Generator',
      'spec.data[0].sourceRef.generatorRef',
      { data: [{ ...key, sourceRef: { generatorRef: { name: 'g' } } }] },
    ],
    [
      'Generator',
      'spec.dataFrom[0].sourceRef.generatorRef.kind "Password"',
      { dataFrom: [{ sourceRef: { generatorRef: { kind: 'Password', name: 'p' } } }] },
    ],
    [
      'GenericTarget',
      'spec.target.manifest',
      { data: [key], target: { manifest: { apiVersion: 'v1', kind: 'ConfigMap' } } },
    ],
    ['SyncWindows', 'spec.syncWindows', { data: [key], syncWindows: { kind: 'allow' } }],
    ['UnsupportedField', 'spec.target.later', { data: [key], target: { later: 1 } }],
  ])(
    'with what is not built is refused by its name and the path of the field: %s, %s',
    (reason, path, spec) => {
      expect(parse({ secretStoreRef, ...spec })).toMatchObject({
        ok: false,
        reason,
        message: expect.stringContaining(`${path} is not supported`),
      });
    },
  );

  it.each([
    ['neither data nor dataFrom', {}, 'either data or dataFrom should be specified'],
    ['an empty dataFrom entry', { dataFrom: [{}] }, 'spec.dataFrom[0]: either extract, find'],
    [
      'an extract beside a find',
      { dataFrom: [{ extract: { key: '/a' }, find: { path: '/' } }] },
      'extract, find, or generatorRef cannot be set at the same time',
    ],
    [
      'a sourceRef of nothing',
      { dataFrom: [{ extract: { key: '/a' }, sourceRef: {} }] },
      'spec.dataFrom[0].sourceRef: generatorRef or storeRef must be set',
    ],
    [
      'deletionPolicy Delete with CreateOrMerge',
      { data: [key], target: { deletionPolicy: 'Delete', creationPolicy: 'CreateOrMerge' } },
      'set creationPolicy=Owner',
    ],
    [
      'deletionPolicy Delete with None',
      { data: [key], target: { deletionPolicy: 'Delete', creationPolicy: 'None' } },
      'set creationPolicy=Owner',
    ],
    [
      'a rewrite that does two things',
      {
        dataFrom: [
          {
            extract: { key: '/a' },
            rewrite: [{ transform: { template: 'x' }, regexp: { source: 'a', target: 'b' } }],
          },
        ],
      },
      'spec.dataFrom[0].rewrite[0]: exactly one of merge, regexp, transform must be set',
    ],
    ['a secretKey twice under Retain', { data: [key, key] }, 'duplicate secretKey found: a'],
    [
      'deletionPolicy Delete on a Secret that is not owned',
      { data: [key], target: { deletionPolicy: 'Delete', creationPolicy: 'Merge' } },
      'set creationPolicy=Owner',
    ],
    [
      'deletionPolicy Merge without a Secret',
      { data: [key], target: { deletionPolicy: 'Merge', creationPolicy: 'None' } },
      'there is no secret to merge with',
    ],
    [
      'an interval in days',
      { data: [key], refreshInterval: '1d' },
      'spec.refreshInterval: "1d" is not a duration',
    ],
    ['an empty key', { data: [{ ...key, remoteRef: { key: '' } }] }, 'the remote key is empty'],
    ['a policy that does not exist', { data: [key], refreshPolicy: 'Sometimes' }, 'spec.refreshPolicy'],
    ['data that is no list', { data: 'x' }, 'spec.data'],
    [
      'a template of engine v1',
      withTemplate({ engineVersion: 'v1' }),
      'spec.target.template.engineVersion "v1"',
    ],
    [
      'a template into another field',
      withTemplate({ templateFrom: [{ literal: 'a: b', target: 'spec.x' }] }),
      'templateFrom target="spec.x" is not allowed when targeting a Secret',
    ],
    [
      'a bootstrap token',
      withTemplate({ type: 'bootstrap.kubernetes.io/token' }),
      'template.type="bootstrap.kubernetes.io/token" is not allowed',
    ],
    [
      'a token of a ServiceAccount that the template names',
      withTemplate({
        type: 'kubernetes.io/service-account-token',
        metadata: { annotations: { 'kubernetes.io/service-account.name': 'admin' } },
      }),
      'spec.target.template.metadata.annotations',
    ],
    [
      'a token of a ServiceAccount that a template may name',
      withTemplate({
        type: 'kubernetes.io/service-account-token',
        templateFrom: [{ literal: 'a: b' }, { literal: 'a: b', target: 'ANNOTATIONS' }],
      }),
      'spec.target.template.templateFrom[1].target',
    ],
    [
      'a mergePolicy that does not exist',
      withTemplate({ mergePolicy: 'Sometimes' }),
      'spec.target.template.mergePolicy',
    ],
    [
      'a scope that does not exist',
      withTemplate({
        templateFrom: [{ configMap: { name: 't', items: [{ key: 'k', templateAs: 'Keys' }] } }],
      }),
      'spec.target.template.templateFrom',
    ],
  ])('with %s is refused as the webhook of ESO would', (_name, spec, words) => {
    const parsed = parse({ secretStoreRef, ...spec });

    expect(parsed).toMatchObject({ ok: false, reason: 'InvalidSpec' });
    expect(!parsed.ok && parsed.message).toContain(words);
  });

  it('may repeat a secretKey when absence is allowed: the later entry wins', () => {
    expect(parse({ secretStoreRef, data: [key, key], target: { deletionPolicy: 'Merge' } }).ok).toBe(true);
  });
});
