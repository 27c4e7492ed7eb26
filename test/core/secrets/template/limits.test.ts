import { describe, expect, test } from 'vitest';
import { render } from './render.ts';

const limited = { stage: 'limit', message: expect.stringContaining('make the template smaller') };

describe('a template that would hang or exhaust the function stops at a limit', () => {
  test.each([
    ['a text of a gigabyte', '{{ repeat 1000000000 "x" }}'],
    ['padding', '{{ printf "%1000000d%1000000d%1000000d%1000000d%1000000d" 1 2 3 4 5 }}'],
    ['a text that doubles', '{{ $x := "xxxxxxxx" }}{{ range until 60 }}{{ $x = print $x $x }}{{ end }}'],
    ['a list that doubles', '{{ $x := list 1 }}{{ range until 60 }}{{ $x = concat $x $x }}{{ end }}'],
    [
      'a list of lists that doubles',
      '{{ $x := list 1 }}{{ range until 60 }}{{ $x = list $x $x }}{{ end }}{{ toJson $x }}',
    ],
    ['a row of integers', '{{ until 1000000000 }}'],
    ['nested loops', '{{ range until 2000 }}{{ range until 2000 }}{{ end }}{{ end }}'],
    ['a loop over an integer', '{{ range 1000000000000 }}{{ end }}'],
    ['endless recursion', '{{ define "t" }}{{ template "t" }}{{ end }}{{ template "t" }}'],
    ['a map that holds itself, printed', '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ $d }}'],
    ['a map that holds itself, as JSON', '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ toJson $d }}'],
    ['a map that holds itself, as YAML', '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ toYaml $d }}'],
    ['a map that holds itself, copied', '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ deepCopy $d }}'],
    ['a replacement that multiplies', '{{ replace "a" (repeat 100000 "b") (repeat 100000 "a") }}'],
    ['deep JSON', `{{ fromJson (printf "%s" (repeat 100000 "[")) }}`],
    ['deep parentheses', `{{ ${'('.repeat(100_000)}1${')'.repeat(100_000)} }}`],
    ['deep blocks', '{{ if true }}'.repeat(50_000)],
    ['a template of two megabytes', 'x'.repeat(2 * 1024 * 1024)],
    ['many matches', '{{ regexReplaceAll "a.*b|a" (repeat 100000 "a") "x" }}'],
    ['hard passwords', '{{ range until 1000 }}{{ derivePassword 1 "long" "p" "u" "s" }}{{ end }}'],
  ])(
    '%s',
    async (_name, template) => {
      await expect(render(template)).rejects.toMatchObject(limited);
    },
    20_000,
  );

  test('aliases of aliases in YAML', async () => {
    const levels = Array.from(
      { length: 30 },
      (_, level) => `a${level + 1}: &a${level + 1} [*a${level}, *a${level}]`,
    );

    await expect(
      render('{{ fromYaml .y }}', { data: { y: `a0: &a0 x\n${levels.join('\n')}\n` } }),
    ).rejects.toMatchObject(limited);
  });
});

describe('an expression that takes other engines for ever', () => {
  test.each(['(a+)+$', '(a|aa)+$', '(.*a){20}'])('%s is linear', async (pattern) => {
    const output = await render('{{ regexMatch .p .s }}', {
      data: { p: pattern, s: `${'a'.repeat(5_000)}!` },
    });

    expect(output).toBe(pattern.endsWith('$') ? 'false' : 'true');
  });
});
