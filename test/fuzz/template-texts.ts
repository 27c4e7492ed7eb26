import { functionNames, loadFunctions } from '../../lambdas/core/secrets/template/functions/table.ts';
import type { Dice } from './dice.ts';

type Texts = readonly [string, ...string[]];

/** Functions that take a second by design: keys, certificates and password hashes. */
const SLOW = /^(gen|bcrypt|htpasswd|derivePassword|buildCustomCert)/v;
/** Refused before anything is evaluated. */
const REFUSED = /^(rand|now$|ago$|shuffle$|uuidv4$|encryptAES$)/v;
const NAMES = functionNames().filter((name) => !SLOW.test(name) && !REFUSED.test(name)) as unknown as Texts;

const TOKENS: Texts = [
  ...['{{', '}}', '{{-', '-}}', ' ', '\n', '(', ')', '|', ':=', '=', ',', '.', '$', '$x', '.a', '.b.c'],
  ...[
    '"',
    '`',
    "'a'",
    '"text"',
    '"\\x"',
    "'",
    '0',
    '-1',
    '3.5',
    '1e400',
    '0x1F',
    '0b',
    '1_0',
    '1i',
    '+',
    '\\',
  ],
  ...['nil', 'true', 'if ', 'else ', 'else if ', 'end', 'range ', 'with ', 'define "t"', 'template "t" .'],
  ...[
    'block "b" .',
    'break',
    'continue',
    '/*',
    '*/',
    '{{/*',
    '*/}}',
    '{{ end }}',
    'é',
    '\0',
    '\ud800',
    '\u2028',
  ],
] as const;

/** Bits of templates in any order, and any characters between them: what the lexer and the parser meet. */
export function scrambledTemplate(dice: Dice): string {
  const parts = dice.several(0, 24, () => {
    const kind = dice.below(8);
    if (kind === 0) return dice.pick(NAMES);
    return kind === 1 ? String.fromCharCode(dice.below(0x300)) : dice.pick(TOKENS);
  });
  return parts.join('');
}

const VALUES: Texts = [
  ...[
    '.a',
    '.b',
    '.json',
    '.num',
    '.bin',
    '.empty',
    '.',
    '$',
    '"x"',
    '""',
    '"%v %[3]*.*f"',
    '0',
    '1',
    '-3',
    '2.5',
  ],
  ...[
    'nil',
    'true',
    '1i',
    "'c'",
    '(list 1 "a" nil)',
    '(dict "k" "v" "n" nil)',
    '(fromJson .json)',
    '(until 3)',
  ],
  ...[
    '(splitList "" .bin)',
    '"2006-01-02"',
    '"(a|b)+"',
    '"1.2.x"',
    '9223372036854775807',
    '(fromYaml .json)',
  ],
] as const;

/** Templates that parse: every function with values of every kind, piped, nested, in branches and loops. */
export function soundTemplate(dice: Dice): string {
  return dice.several(1, 2, () => statement(dice, 0)).join('-');
}

function statement(dice: Dice, depth: number): string {
  const inner = () => (depth > 2 ? '.' : statement(dice, depth + 1));
  switch (dice.below(9)) {
    case 0:
      return `{{ if ${pipeline(dice)} }}${inner()}{{ else }}${inner()}{{ end }}`;
    case 1:
      return `{{ range $i, $v := ${pipeline(dice)} }}{{ $i }}{{ $v }}${inner()}{{ end }}`;
    case 2:
      return `{{ with ${pipeline(dice)} }}{{ . }}${inner()}{{ end }}`;
    case 3:
      return `{{ $x := ${pipeline(dice)} }}{{ $x }}{{ $x.k }}`;
    default:
      return `{{ ${pipeline(dice)} }}`;
  }
}

function pipeline(dice: Dice): string {
  const first = dice.below(2) === 0 ? dice.pick(VALUES) : call(dice, false);
  return [first, ...dice.several(0, 1, () => call(dice, true))].join(' | ');
}

const PARAMETERS = new Map(
  Object.entries(await loadFunctions(new Set(NAMES))).map(([name, [letters]]) => [name, letters]),
);

/** What fits a parameter of a letter of signature.ts; other letters take anything. */
const FITTING: Readonly<Record<string, Texts>> = {
  s: ['.a', '.json', '.num', '"x"', '""', '"a.b.c"', '"2006-01-02"', '"(a|b)+"', '"1.2.x"', '(.b | upper)'],
  i: ['0', '1', '-3', '7', '(len .a)'],
  I: ['0', '9223372036854775807', '(int64 3)'],
  b: ['true', 'false', '(empty .a)'],
  m: ['(dict "k" "v" "n" 1)', '(fromYaml .json)', '(dict)'],
  l: ['(list 1 "a" nil)', '(list)', '(splitList "," .b)'],
};

/** A function with arguments that fit most of the time; in a pipe the last one comes from before. */
function call(dice: Dice, isPiped: boolean): string {
  const name = dice.pick(NAMES);
  const letters = [...(PARAMETERS.get(name) ?? '').replace(/(.)\*$/v, '$1$1')];
  const given = isPiped ? letters.slice(0, -1) : letters;
  const values = given.map((letter) => dice.pick(dice.below(8) === 0 ? VALUES : (FITTING[letter] ?? VALUES)));
  return [name, ...(dice.below(12) === 0 ? dice.several(0, 4, () => dice.pick(VALUES)) : values)].join(' ');
}

const TEXTS: Texts = [
  '',
  'a',
  'p@ss',
  '42',
  '-1.5e3',
  '{"k":[1,{"z":null}]}',
  'a: [b, c]',
  'YQ==',
  'a,b',
  '\xff\xfe',
];

/** What the provider delivered. */
export function providerData(dice: Dice): ReadonlyMap<string, Buffer> {
  return new Map(
    ['a', 'b', 'json', 'num', 'bin', 'empty'].map((key) => [key, Buffer.from(dice.pick(TEXTS), 'latin1')]),
  );
}
