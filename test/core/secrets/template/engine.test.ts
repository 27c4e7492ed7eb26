import { describe, expect, test } from 'vitest';
import { createTemplateEngine } from '../../../../lambdas/core/secrets/template/engine.ts';
import { createTemplateCache } from '../../../../lambdas/core/secrets/template/template-cache.ts';
import { TemplateError } from '../../../../lambdas/core/secrets/template/template-error.ts';
import { testChance } from '../../../corpus/drivers/vectors/chance.ts';
import { render, renderBytes } from './render.ts';

describe('a template over the values of the store', () => {
  test('builds a connection string', async () => {
    const template =
      'postgres://{{ .user }}:{{ .password | urlquery }}@{{ .host }}:{{ .port | default "5432" }}/app';
    const data = { user: 'app', password: 'p@ss/word', host: 'db', port: '' };

    expect(await render(template, { data })).toBe('postgres://app:p%40ss%2Fword@db:5432/app');
  });

  test('builds a docker config that needs nested calls', async () => {
    const template = '{"auths":{"r.io":{"auth":"{{ printf "%s:%s" .u .p | b64enc }}"}}}';

    expect(await render(template, { data: { u: 'me', p: 'secret' } })).toBe(
      '{"auths":{"r.io":{"auth":"bWU6c2VjcmV0"}}}',
    );
  });

  test('leaves bytes that are not UTF-8 as they are', async () => {
    const value = Buffer.from([0xff, 0x00, 0xc3, 0x28]);

    expect(await renderBytes('<{{ .v }}>', { data: { v: value } })).toEqual(
      Buffer.concat([Buffer.from('<'), value, Buffer.from('>')]),
    );
  });

  test.each([
    ['{{ range $i, $v := list "a" "b" "c" }}{{ if eq $i 2 }}{{ break }}{{ end }}{{ $v }}{{ end }}', 'ab'],
    ['{{ range $k, $v := (fromJson .j) }}{{ $k }}={{ $v }};{{ end }}', 'a=1e+06;b=true;'],
    ['{{ with .none }}x{{ else with .j }}{{ len . }}{{ end }}', '20'],
    [
      '{{ define "t" }}[{{ . }}]{{ end }}{{ template "t" .none }}{{ block "u" 5 }}({{ . }}){{ end }}',
      '[](5)',
    ],
    ['a {{- /* no space */ -}} b', 'ab'],
    ['{{ printf "%05.1f|%-4d|%q|%x|%v" 3.14159 7 "é" "hi" nil }}', '003.1|7   |"é"|6869|<nil>'],
    ['{{ fromYaml "a: [1, yes, 0755]" | toJson }}', '{"a":[1,true,493]}'],
  ])('%s gives %s', async (template, expected) => {
    expect(await render(template, { data: { j: '{"b":true,"a":1e6}  ', none: '' } })).toBe(expected);
  });

  test('is rendered with the delimiters the operator chose', async () => {
    const delimiters = { left: '<<', right: '>>' };
    const engine = createTemplateEngine({ chance: testChance, cache: createTemplateCache(), delimiters });
    const request = { name: 'k', template: '<< .a >> {{ .a }}', data: new Map([['a', Buffer.from('1')]]) };

    expect((await engine.render({ ...request, isCreatedOnce: false })).toString()).toBe('1 {{ .a }}');
  });
});

describe('a template that is wrong', () => {
  test.each([
    [
      '{{ .missing }}',
      'exec',
      'template: key:1:3: executing "key" at <.missing>: map has no entry for key "missing"',
    ],
    ['{{ if .a }}', 'parse', 'template: key:1: unexpected EOF'],
    ['a\n{{ upper 1 }}', 'exec', 'template: key:2:9: executing "key" at <1>: expected string; found 1'],
    ['{{ fail "no" }}', 'exec', 'template: key:1:3: executing "key" at <fail "no">: error calling fail: no'],
    ['{{ nosuch }}', 'parse', 'template: key:1: function "nosuch" not defined'],
    ['{{ eq 1 1.0 }}', 'exec', 'error calling eq: incompatible types for comparison: int and float64'],
  ])('%s is told in the words of Go', async (template, stage, message) => {
    const error = await render(template, { data: { a: '' } }).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(TemplateError);
    expect(error).toMatchObject({ stage, message: expect.stringContaining(message) });
  });

  test.each(['env', 'expandenv', 'getHostByName'])('%s is refused by name with the reason', async (name) => {
    await expect(render(`{{ ${name} "x" }}`)).rejects.toThrow(
      new RegExp(`function "${name}" not defined: a template may not`, 'v'),
    );
  });
});

describe('functions with another result at every sync', () => {
  test.each([
    '{{ randAlphaNum 8 }}',
    '{{ now }}',
    '{{ uuidv4 }}',
    '{{ bcrypt "x" }}',
    '{{ htpasswd "u" "p" "bcrypt" }}',
    '{{ date "2006" "not a time" }}',
    '{{ genPrivateKey "ecdsa" }}',
    '{{ if false }}{{ randNumeric 1 }}{{ end }}',
  ])('%s is refused, and served under CreatedOnce', async (template) => {
    await expect(render(template)).rejects.toMatchObject({
      stage: 'refused',
      message: expect.stringContaining('set spec.refreshPolicy to CreatedOnce'),
    });
    await expect(render(template, { isCreatedOnce: true })).resolves.toBeDefined();
  });

  test('what only looks like one is served', async () => {
    expect(await render('{{ htpasswd "u" "p" "sha" }}')).toMatch(/^u:\{SHA\}/v);
    expect(await render('{{ date "2006-01-02" 0 }}')).toBe('1970-01-01');
  });
});

describe('the cache of parsed templates', () => {
  test('holds each template once and forgets the oldest at its limit', () => {
    const cache = createTemplateCache();
    const parsed = { name: 'k', text: '', trees: new Map(), functions: new Set<string>() };
    for (let index = 0; index < 2_001; index += 1) cache.set(`key ${index}`, parsed);

    expect(cache.get('key 0')).toBeUndefined();
    expect(cache.get('key 2000')).toBe(parsed);
  });
});
