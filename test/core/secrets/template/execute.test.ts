import { describe, expect, test } from 'vitest';
import { applyTemplates } from '../../../../lambdas/core/secrets/template/apply-templates.ts';
import { createTemplateEngine } from '../../../../lambdas/core/secrets/template/engine.ts';
import { createTemplateCache } from '../../../../lambdas/core/secrets/template/template-cache.ts';
import { testChance } from '../../../corpus/drivers/vectors/chance.ts';

const engine = createTemplateEngine({ chance: testChance, cache: createTemplateCache() });
const empty = {
  data: new Map<string, Buffer>(),
  labels: new Map<string, string>(),
  annotations: new Map<string, string>(),
};

function apply(fields: {
  scope?: string;
  target?: string;
  decodingStrategy?: string;
  templates: Record<string, string>;
}) {
  const { scope = 'Values', target = 'Data', decodingStrategy = '', templates } = fields;
  return applyTemplates(engine, empty, {
    scope,
    target,
    decodingStrategy,
    templates: new Map(Object.entries(templates)),
    data: new Map([['user', Buffer.from('admin')]]),
    isCreatedOnce: false,
  });
}

describe('a set of templates', () => {
  test('of scope Values makes a key of each', async () => {
    const { data } = await apply({ templates: { b: '{{ .user }}', a: 'x' } });

    expect([...data].map(([key, value]) => `${key}=${value}`)).toEqual(['a=x', 'b=admin']);
  });

  test('of scope KeysAndValues reads numbers and booleans as Go does', async () => {
    const document = 'a: 0755\nb: yes\nc: 12345678.9\nd: ~\ne: {{ .user }}\n';
    const { data } = await apply({ scope: 'KeysAndValues', templates: { '': document } });

    expect(Object.fromEntries([...data].map(([key, value]) => [key, value.toString()]))).toEqual({
      a: '493',
      b: 'true',
      c: '1.2345679e+07',
      d: '',
      e: 'admin',
    });
  });

  test('fills labels and annotations', async () => {
    expect((await apply({ target: 'labels', templates: { l: '{{ .user }}' } })).labels.get('l')).toBe(
      'admin',
    );
    expect((await apply({ target: 'Annotations', templates: { l: 'y' } })).annotations.get('l')).toBe('y');
  });

  test('decodes what was rendered', async () => {
    const { data } = await apply({ decodingStrategy: 'Base64', templates: { k: '{{ .user | b64enc }}' } });

    expect(data.get('k')?.toString()).toBe('admin');
  });

  test.each([
    [
      { templates: { k: '{{ .none }}' } },
      'unable to execute template at key k: unable to execute template at key k: template: k:1:3:',
    ],
    [
      { templates: { k: '{{ if }}' } },
      'unable to execute template at key k: unable to parse template at key k: template: k:1:',
    ],
    [
      { scope: 'KeysAndValues', templates: { '': 'a: [1]' } },
      'cannot unmarshal array into Go value of type string',
    ],
    [
      { decodingStrategy: 'Base64', templates: { k: '!' } },
      'failed to decode rendered template value for key k: illegal base64',
    ],
    [{ scope: 'Other', templates: { k: 'x' } }, "unknown scope 'Other'"],
  ])('%j fails with its key', async (fields, message) => {
    await expect(apply(fields)).rejects.toMatchObject({
      name: 'TemplateError',
      message: expect.stringContaining(message),
    });
  });
});
