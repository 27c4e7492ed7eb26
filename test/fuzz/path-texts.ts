import type { Dice } from './dice.ts';

type Texts = readonly [string, ...string[]];

const STEPS: Texts = [
  ...[
    'a',
    'b',
    'k',
    '0',
    '1',
    '-1',
    '#',
    '*',
    '?',
    'a*',
    '\\',
    '\\.',
    '.',
    '|',
    '@',
    '!',
    ':',
    '"',
    ' ',
    '{',
    '}',
    '[',
    ']',
  ],
  ...['#(', '#(a==1)', '#(a>"b")#', '#(a%"x*")', ')', ')#', '#(#(a=~true))', '==', '!=', '<=', '!%', '~null'],
  ...[
    '@this',
    '@reverse',
    '@flatten:{"deep":true}',
    '@join',
    '@keys',
    '@values',
    '@pretty:{"indent":" "}',
    '@ugly',
  ],
  ...[
    '@tostr',
    '@fromstr',
    '@group',
    '@dig:a',
    '@valid',
    '..',
    '..#',
    '..0.a',
    '!"x"',
    '!{"a":1}',
    '{a,b}',
    '[a,b.c]',
    'é',
  ],
] as const;

/** A path of gjson, most often a wrong one. */
export function propertyPath(dice: Dice): string {
  return dice.several(1, 7, () => dice.pick(STEPS)).join(dice.below(3) === 0 ? '' : '.');
}

const SCALARS: Texts = [
  '1',
  '-0',
  '1e400',
  '0x10',
  '007',
  'true',
  'false',
  'null',
  '"x"',
  '"\\u00e9\\ud800"',
  '"a\\"b"',
  '',
  'no',
];

/** A document, sound more often than not; a cut or a changed character makes the rest. */
export function document(dice: Dice): string {
  const text = value(dice, 0);
  if (dice.below(4) > 0) return text;
  const at = dice.below(text.length + 1);
  return dice.below(2) === 0
    ? text.slice(0, at)
    : `${text.slice(0, at)}${String.fromCharCode(dice.below(256))}${text.slice(at + 1)}`;
}

function value(dice: Dice, depth: number): string {
  const kind = depth > 3 ? 2 : dice.below(4);
  if (kind === 0) return `[${dice.several(0, 4, () => value(dice, depth + 1)).join(', ')}]`;
  if (kind > 1) return dice.pick(SCALARS);
  const members = dice.several(
    0,
    4,
    () => `"${dice.pick(['a', 'b', 'k', 'a.b', ''])}": ${value(dice, depth + 1)}`,
  );
  return `{${members.join(',')}}`;
}
