import { expect, it } from 'vitest';
import { readExternalSecret } from '../../lambdas/core/secrets/external-secret.ts';
import { loadValueTools } from '../../lambdas/secret-sync/value-tools.ts';

function externalSecret(spec: Readonly<Record<string, unknown>>) {
  return readExternalSecret({
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'app', namespace: 'shop' },
    spec,
  });
}

const value = Buffer.from('{"a":{"b":1}}');

it('a run without properties and rewriting loads neither engine', async () => {
  const tools = await loadValueTools([
    externalSecret({ data: [{ secretKey: 'k', remoteRef: { key: '/a', property: '' } }] }),
    externalSecret({ dataFrom: [{ extract: { key: '/a' }, rewrite: [{ merge: {} }] }], data: 'no list' }),
  ]);

  expect(tools.lookupProperty(value, 'a.b')).toMatchObject({ found: false, problem: /not loaded/v });
  expect(tools.compileExpression('a')).toMatchObject({ ok: false, problem: /not loaded/v });
  expect(tools.renderKey('{{ .value }}', 'a')).toMatchObject({ ok: false, problem: /not loaded/v });
});

it.each([
  { data: [{ secretKey: 'k', remoteRef: { key: '/a', property: 'a.b' } }] },
  { dataFrom: [{ extract: { key: '/a', property: 'a.b' } }] },
])('one property anywhere loads the path language: %j', async (spec) => {
  const tools = await loadValueTools([externalSecret({}), externalSecret(spec)]);

  expect(tools.lookupProperty(value, 'a.b')).toEqual({ found: true, bytes: Buffer.from('1') });
  expect(tools.compileExpression('a').ok).toBe(false);
});

it('one rewrite by expression loads the expressions', async () => {
  const rewrite = [{ merge: {} }, { regexp: { source: 'a', target: 'b' } }];
  const tools = await loadValueTools([externalSecret({ dataFrom: [{ extract: { key: '/a' }, rewrite }] })]);

  expect(tools.compileExpression('a').ok).toBe(true);
  expect(tools.lookupProperty(value, 'a.b').found).toBe(false);
});
