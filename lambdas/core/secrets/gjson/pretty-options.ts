import { membersOf } from './members.ts';
import { isTrueish } from './query-match.ts';
import { parseValue } from './read-value.ts';
import type { Result } from './result.ts';
import { textOf } from './result-text.ts';

/** How `@pretty` lays out a text. */
export interface PrettyOptions {
  /** Longest line an array is kept on; 0 and less: never on one line. */
  readonly width: number;
  /** In front of every line. */
  readonly prefix: string;
  readonly indent: string;
  readonly sortKeys: boolean;
}

const DEFAULTS: PrettyOptions = { width: 80, prefix: '', indent: '  ', sortKeys: false };
const SAFE_INTEGER_MAX = 2 ** 53 - 1;

/** Reads an argument like `{"sortKeys":true,"indent":"\t"}`; options it does not name keep their default. */
export function readPrettyOptions(argument: string): PrettyOptions {
  let options = DEFAULTS;
  for (const { key, value } of membersOf(parseValue(argument))) {
    switch (textOf(key)) {
      case 'sortKeys':
        options = { ...options, sortKeys: isTrueish(value) };
        break;
      case 'indent':
        options = { ...options, indent: onlyBlanks(textOf(value)) };
        break;
      case 'prefix':
        options = { ...options, prefix: onlyBlanks(textOf(value)) };
        break;
      case 'width':
        options = { ...options, width: toInteger(value) };
        break;
    }
  }
  return options;
}

function onlyBlanks(text: string): string {
  return text.replaceAll(/[^ \t\r\n]/g, '');
}

/** gjson's Int(): numbers towards zero, digits of a string, 1 for true. */
function toInteger(value: Result): number {
  if (value.type === 'True') return 1;
  if (value.type === 'String') return readDigits(value.text);
  if (value.type !== 'Number') return 0;
  if (Math.abs(value.number) <= SAFE_INTEGER_MAX) return Math.trunc(value.number);
  return readDigits(value.raw) || (value.number > 0 ? SAFE_INTEGER_MAX : -SAFE_INTEGER_MAX);
}

/** Digits with an optional minus, modulo 2^64; 0 for anything else. */
function readDigits(text: string): number {
  return /^-?\d+$/.test(text) ? Number(BigInt.asIntN(64, BigInt(text))) : 0;
}
