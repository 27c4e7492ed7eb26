import { print, printf } from '../fmt/printf.ts';
import { quote } from '../fmt/quote.ts';
import { slice } from '../make.ts';
import { FunctionError } from '../template-error.ts';
import type { Args } from './args.ts';
import type { FunctionFamily, TemplateFunction } from './function.ts';
import { textOf, textsOf } from './text-of.ts';

/** Named apart, because every JavaScript object has a toString of another type. */
const toText: TemplateFunction = ['a', (args) => textOf(args.any(0), args)];

/** Texts put together: quoted, indented, wrapped, joined, replaced. */
export const textLayoutFunctions: FunctionFamily = {
  hello: ['', () => 'Hello!'],
  toString: toText,
  toStrings: ['a', (args) => slice(textsOf(args.any(0), args), '[]string')],
  quote: [
    'a*',
    (args) =>
      present(args)
        .map((value) => quote(textOf(value, args)))
        .join(' '),
  ],
  squote: [
    'a*',
    (args) =>
      present(args)
        .map((value) => `'${shown(args, [value])}'`)
        .join(' '),
  ],
  cat: ['a*', concatenate],
  repeat: ['is', repeat],
  indent: ['is', (args) => indent(args)],
  nindent: ['is', (args) => `\n${indent(args)}`],
  replace: ['sss', replace],
  plural: ['ssi', (args) => args.string(args.integer(2) === 1n ? 0 : 1)],
  wrap: [
    'is',
    (args) => wrap(args, { text: args.string(1), width: args.int(0), separator: '\n', isHard: false }),
  ],
  wrapWith: [
    'iss',
    (args) =>
      wrap(args, {
        text: args.string(2),
        width: args.int(0),
        separator: args.string(1) || '\n',
        isHard: true,
      }),
  ],
  join: ['sa', join],
};

function present(args: Args) {
  return args.values.filter((value) => value !== null);
}

function shown(args: Args, values: Parameters<typeof print>[1]): string {
  const output = args.output();
  print(output, values);
  return output.text();
}

function concatenate(args: Args): string {
  const values = present(args);
  const output = args.output();
  printf(output, '%v '.repeat(values.length).trim(), values);
  return output.text();
}

function repeat(args: Args): string {
  const [count, text] = [args.int(0), args.string(1)];
  if (count < 0) throw new FunctionError('strings: negative Repeat count');
  if (text === '') return '';
  args.budget.spendBytes(count * text.length);
  return text.repeat(count);
}

function indent(args: Args): string {
  const [count, text] = [args.int(0), args.string(1)];
  if (count < 0) throw new FunctionError('strings: negative Repeat count');
  const lines = text.split('\n');
  args.budget.spendBytes(text.length + count * lines.length);
  const pad = ' '.repeat(count);
  return lines.map((line) => pad + line).join('\n');
}

function replace(args: Args): string {
  const [from, to, text] = [args.string(0), args.string(1), args.string(2)];
  const parts = from === '' ? betweenCharacters(text) : text.split(from);
  args.budget.spendBytes(text.length + (parts.length - 1) * to.length);
  return parts.join(to);
}

/** Go replaces the empty text before, between and after characters. */
function betweenCharacters(text: string): string[] {
  const found = text.match(
    /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\s\S]/g,
  );
  return ['', ...(found ?? []), ''];
}

function join(args: Args): string {
  const texts = textsOf(args.any(1), args);
  const separator = args.string(0);
  const length = texts.reduce((sum, text) => sum + text.length + separator.length, 0);
  args.budget.spendBytes(length);
  return texts.join(separator);
}

interface Wrapping {
  readonly text: string;
  readonly width: number;
  readonly separator: string;
  /** Whether words longer than the width are cut. */
  readonly isHard: boolean;
}

/** goutils.WrapCustom: lines of at most `width` bytes, broken at spaces. */
function wrap(args: Args, { text, width, separator, isHard }: Wrapping): string {
  const size = Math.max(width, 1);
  const lines: string[] = [];
  let offset = 0;
  args.budget.spendBytes(text.length * (1 + separator.length));
  while (text.length - offset > size) {
    if (text[offset] === ' ') {
      offset += 1;
      continue;
    }
    let at = text.lastIndexOf(' ', offset + size);
    if (at < offset && isHard) {
      lines.push(text.slice(offset, offset + size));
      offset += size;
      continue;
    }
    if (at < offset) at = text.indexOf(' ', offset + size);
    if (at < 0) break;
    lines.push(text.slice(offset, at));
    offset = at + 1;
  }
  return [...lines, text.slice(offset)].join(separator);
}
