import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TemplateError } from '../../../../lambdas/core/secrets/template/template-error.ts';
import { render, renderBytes } from './render.ts';
import { functionCalls, templateText } from './template-arbitrary.ts';

const data = {
  a: 'alpha',
  bin: Buffer.from([0xff, 0x61, 0xc3]),
  json: '{"k":[1,2,{"z":null}],"s":"x"}',
  num: '42',
};

async function rendersOrFailsTyped(template: string): Promise<void> {
  try {
    expect(await renderBytes(template, { data, isCreatedOnce: true })).toBeInstanceOf(Buffer);
  } catch (error) {
    expect(error).toBeInstanceOf(TemplateError);
  }
}

describe('rendering', () => {
  test('any text renders or fails with a typed error', async () => {
    await fc.assert(fc.asyncProperty(templateText, rendersOrFailsTyped), { numRuns: 3_000 });
  }, 60_000);

  test('any function with any arguments renders or fails with a typed error', async () => {
    await fc.assert(fc.asyncProperty(functionCalls, rendersOrFailsTyped), { numRuns: 3_000 });
  }, 60_000);

  test('any value passes through unchanged', async () => {
    const property = fc.asyncProperty(fc.uint8Array(), async (bytes) => {
      expect(await renderBytes('{{ .v }}', { data: { v: Buffer.from(bytes) } })).toEqual(Buffer.from(bytes));
    });
    await fc.assert(property, { numRuns: 300 });
  });

  test.each([
    ['b64enc', 'b64dec'],
    ['b32enc', 'b32dec'],
  ])('%s and %s undo each other', async (encode, decode) => {
    const property = fc.asyncProperty(fc.uint8Array(), async (bytes) => {
      const v = Buffer.from(bytes);
      expect(await renderBytes(`{{ .v | ${encode} | ${decode} }}`, { data: { v } })).toEqual(v);
    });
    await fc.assert(property, { numRuns: 200 });
  });

  test('text without delimiters renders to itself', async () => {
    const property = fc.asyncProperty(
      fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('{{')),
      async (text) => {
        expect(await render(text)).toBe(text);
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });

  test('JSON read and written is the same value', async () => {
    const property = fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (value) => {
      const json = JSON.stringify(value);
      expect(JSON.parse(await render('{{ fromJson .v | toJson }}', { data: { v: json } }))).toEqual(
        JSON.parse(json),
      );
    });
    await fc.assert(property, { numRuns: 300 });
  });

  test('an object written as YAML and read again is the same object', async () => {
    const key = fc.string({ minLength: 1, maxLength: 8 });
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string(), { maxLength: 3 }));
    const property = fc.asyncProperty(
      fc.dictionary(key, value, { noNullPrototype: true }),
      async (object) => {
        const v = JSON.stringify(object);
        expect(
          JSON.parse(await render('{{ fromJson .v | toYaml | fromYaml | toJson }}', { data: { v } })),
        ).toEqual(object);
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });

  test('a template twice as long takes about twice as long', async () => {
    const template = (count: number) =>
      '{{ $x := .a | upper }}{{ if $x }}{{ printf "%s" $x }}{{ end }}\n'.repeat(count);
    const time = async (count: number) => {
      const text = template(count);
      const started = performance.now();
      await render(`{{ define "t" }}{{ end }}${text}`, { data: { a: 'x' } });
      return performance.now() - started;
    };
    await time(200);
    const short = Math.max(await time(450), 1);

    expect(await time(1_800)).toBeLessThan(short * 16);
  });
});
