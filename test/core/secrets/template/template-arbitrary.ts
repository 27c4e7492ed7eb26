import fc from 'fast-check';
import { functionNames } from '../../../../lambdas/core/secrets/template/functions/table.ts';

const PIECES = [
  '{{',
  '}}',
  '{{-',
  '-}}',
  ' ',
  '\n',
  '(',
  ')',
  '|',
  ':=',
  '=',
  ',',
  '.',
  '$',
  '.a',
  '.bin',
  '$x',
  '$x.y',
  '"',
  '`',
  "'a'",
  '"text"',
  '"{\\"k\\":[1,null]}"',
  '"%[2]*.[1]*v%!"',
  '0',
  '1',
  '-1',
  '3.5',
  '1e400',
  '0x1f',
  '1i',
  'nil',
  'true',
  'if ',
  'else ',
  'end',
  'range ',
  'with ',
  'define "t"',
  'template "t" .',
  'block "b" .',
  'break',
  'continue',
  '/*',
  '*/',
  '{{ end }}',
  '{{ $x := ',
  '{{ range $i, $x := ',
  '{{ if ',
  '{{ with ',
  'é',
  '\u0000',
  '\ud83d\ude00',
] as const;

/** Texts that look like templates, most of them wrong. */
export const templateText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(fc.constantFrom(...PIECES), fc.constantFrom(...functionNames()), fc.string({ maxLength: 4 })),
    {
      maxLength: 30,
    },
  )
  .map((parts) => parts.join(''));

const VALUES = [
  '.a',
  '.bin',
  '.json',
  '.num',
  '"x"',
  '""',
  '0',
  '1',
  '-3',
  '2.5',
  'nil',
  'true',
  '(list 1 "a" nil)',
  '(dict "k" "v")',
  '(fromJson .json)',
  '(until 3)',
  '(splitList "" .bin)',
  '"2006-01-02"',
  '(toDate "2006" "2024")',
  '1i',
  '.',
  '"(a|b)+"',
] as const;
const SLOW = /^(gen|bcrypt|htpasswd|derivePassword|randInt$)/v;

const call: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...functionNames().filter((name) => !SLOW.test(name))),
    fc.array(fc.constantFrom(...VALUES), { maxLength: 4 }),
  )
  .map(([name, values]) => [name, ...values].join(' '));

/** Templates that parse: functions called with values of every kind, and piped into each other. */
export const functionCalls: fc.Arbitrary<string> = fc
  .array(fc.array(call, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 })
  .map((pipes) => pipes.map((calls) => `{{ ${calls.join(' | ')} }}`).join('-'));
