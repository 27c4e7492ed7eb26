import { expect, it } from 'vitest';
import { SecretValue } from '../../lambdas/core/secret-value.ts';
import { readExternalSecret } from '../../lambdas/core/secrets/external-secret.ts';
import type { RewriteOperation } from '../../lambdas/core/secrets/rewrite/operation.ts';
import { createTemplateRenderer } from '../../lambdas/core/secrets/template-renderer.lazy.ts';
import { loadValueTools, type TaskTools } from '../../lambdas/secret-sync/value-tools.ts';

function externalSecret(spec: Readonly<Record<string, unknown>>) {
  return readExternalSecret({
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'app', namespace: 'shop' },
    spec,
  });
}

const renderer = async () => createTemplateRenderer(undefined);
const value = Buffer.from('{"a":{"b":1}}');
const values = new Map([['a', SecretValue.ofText('1')]]);
const byExpression = { kind: 'regexp', source: 'a', target: 'b' } as const;
const byTemplate = { kind: 'transform', template: '{{ .value | upper }}', isCreatedOnce: false } as const;

function keysOf(tools: TaskTools, operation: RewriteOperation): readonly string[] | string {
  const result = tools.rewriteValues(values, [operation]);
  return result.ok ? [...result.value.keys()] : result.problem;
}

it('a run without properties, rewriting and templates loads none of them', async () => {
  const tools = await loadValueTools(
    [
      externalSecret({ data: [{ secretKey: 'k', remoteRef: { key: '/a', property: '' } }] }),
      externalSecret({ dataFrom: [{ extract: { key: '/a' } }], data: 'no list' }),
    ],
    renderer,
  );

  expect(tools.lookupProperty(value, 'a.b')).toMatchObject({ found: false, problem: /not loaded/v });
  expect(keysOf(tools, byExpression)).toMatch(/not loaded/v);
  const template = { type: '', keepsProviderKeys: true, finalizers: [], sets: [] };
  const input = { data: values, textsOf: () => undefined, isCreatedOnce: false };
  expect(await tools.renderSecret(template, input)).toMatchObject({ ok: false, problem: /not loaded/v });
});

it.each([
  { data: [{ secretKey: 'k', remoteRef: { key: '/a', property: 'a.b' } }] },
  { dataFrom: [{ extract: { key: '/a', property: 'a.b' } }] },
])('one property anywhere loads the path language: %j', async (spec) => {
  const tools = await loadValueTools([externalSecret({}), externalSecret(spec)], renderer);

  expect(tools.lookupProperty(value, 'a.b')).toEqual({ found: true, bytes: Buffer.from('1') });
  expect(keysOf(tools, byExpression)).toMatch(/not loaded/v);
});

it('one rewrite by expression loads the expressions, and no templates', async () => {
  const rewrite = [{ merge: {} }, { regexp: { source: 'a', target: 'b' } }];
  const spec = { dataFrom: [{ extract: { key: '/a' }, rewrite }] };
  const tools = await loadValueTools([externalSecret(spec)], renderer);

  expect(keysOf(tools, byExpression)).toEqual(['b']);
  expect(keysOf(tools, byTemplate)).toMatch(/template was not loaded/v);
  expect(tools.lookupProperty(value, 'a.b').found).toBe(false);
});

it('one rewrite by template loads the templates, and makes ready for this one only', async () => {
  const rewrite = [{ transform: { template: byTemplate.template } }];
  const spec = { dataFrom: [{ extract: { key: '/a' }, rewrite }] };
  const tools = await loadValueTools([externalSecret({}), externalSecret(spec)], renderer);

  expect(keysOf(tools, byTemplate)).toEqual(['A']);
  expect(keysOf(tools, { ...byTemplate, template: '{{ .value }}' })).toMatch(/not loaded/v);
  expect(keysOf(tools, byExpression)).toMatch(/expression was not loaded/v);
});
