import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tellProblem } from '../../../../lambdas/core/secrets/template/tell-problem.ts';
import { TemplateError } from '../../../../lambdas/core/secrets/template/template-error.ts';
import { renderBytes } from './render.ts';
import { functionCalls, templateText } from './template-arbitrary.ts';

const MARKER = 'zqxwvk';
const data = {
  a: `${MARKER}-1`,
  bin: Buffer.from(`\xff${MARKER}\xc3`, 'latin1'),
  json: `{"k":["${MARKER}",2,{"z":null}],"s":"${MARKER}"}`,
  num: '48151623',
  bad: `(${MARKER}`,
};
const SHOWN = new RegExp(`${MARKER}|${[...MARKER].toReversed().join('')}|48151623`, 'i');

async function told(template: string): Promise<string> {
  try {
    await renderBytes(template, { data, isCreatedOnce: true });
    return '';
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return tellProblem(error.message, template);
  }
}

describe('what is told of a template that fails', () => {
  it('never shows a value, whatever the function and its arguments are (I1)', async () => {
    let problems = 0;
    const property = fc.asyncProperty(fc.oneof(functionCalls, templateText), async (template) => {
      const text = await told(template);
      if (text !== '') problems += 1;
      expect(text).not.toMatch(SHOWN);
    });
    await fc.assert(property, { numRuns: 800 });
    expect(problems).toBeGreaterThan(80);
  }, 60_000);

  it.each([
    ['{{ fail .a }}', 'error calling fail: [not shown: it may quote a value]'],
    ['{{ fail "user must be admin" }}', 'error calling fail: user must be admin'],
    ['{{ index (list 1 2) 7 }}', 'error calling index: index out of range: 7'],
    ['{{ index (list 1 2) (atoi .num) }}', 'error calling index: index out of range: [...]'],
    [
      '{{ mustFromJson .a }}',
      'error calling mustFromJson: invalid character [...] looking for beginning of value',
    ],
    [
      '{{ mustRegexMatch "(" .a }}',
      'error calling mustRegexMatch: error parsing regexp: missing closing ): `(`',
    ],
    [
      '{{ mustRegexMatch .bad .a }}',
      'error calling mustRegexMatch: error parsing regexp: missing closing ): [...]',
    ],
    ['{{ urlParse .a | get "x" }}', ''],
    ['{{ range .a }}{{ end }}', "range can't iterate over [not shown"],
    ['{{ .nope }}', 'at <.nope>: map has no entry for key "nope"'],
    ['{{ .a | nosuch }}', 'function "nosuch" not defined'],
  ])('%s: %s', async (template, words) => {
    expect(await told(template)).toContain(words);
  });

  it('shows only the place when the template itself is secret', () => {
    const message = 'unable to parse template at key k: template: k:3: function "sw0rdfish" not defined';

    expect(tellProblem(message, undefined)).toBe(
      'unable to parse template at key k: template: k:3: [not shown: it may quote a value]',
    );
    expect(tellProblem('template needs more than 5 steps', undefined)).not.toContain('5');
  });

  it('of a rendered document keeps the words and leaves out what it quotes', () => {
    const message =
      "could not unmarshal template to 'map[string][]byte': error converting YAML to JSON: yaml: cannot decode !!str `hunter2` as a !!int";

    expect(tellProblem(message, '{{ .a }}')).toBe(
      "could not unmarshal template to 'map[string][]byte': error converting YAML to JSON: yaml: cannot decode !!str [...] as a !!int",
    );
  });
});
