import { map, slice } from '../make.ts';
import { trimRunes } from '../map-runes.ts';
import { runesOf } from '../runes.ts';
import { FunctionError } from '../template-error.ts';
import { isSpace } from '../unicode.ts';
import type { Args } from './args.ts';
import type { FunctionFamily } from './function.ts';

/** Parts of texts: offsets are bytes. */
export const textCutFunctions: FunctionFamily = {
  trim: ['s', (args) => trimRunes(args.string(0), isSpace)],
  trimAll: ['ss', trimAll],
  trimall: ['ss', trimAll],
  trimPrefix: ['ss', (args) => withoutPrefix(args.string(1), args.string(0))],
  trimSuffix: ['ss', (args) => withoutSuffix(args.string(1), args.string(0))],
  trunc: ['is', (args) => truncate(args.int(0), args.string(1))],
  substr: ['iis', (args) => substring(args.int(0), args.int(1), args.string(2))],
  abbrev: ['is', (args) => (args.int(0) < 4 ? args.string(1) : abbreviate(args.string(1), 0, args.int(0)))],
  abbrevboth: ['iis', abbreviateBoth],
  split: ['ss', (args) => numbered(splitAll(args, args.string(1), args.string(0)))],
  splitn: ['sis', (args) => numbered(splitSome(args))],
  splitList: ['ss', (args) => slice(splitAll(args, args.string(1), args.string(0)), '[]string')],
  contains: ['ss', (args) => args.string(1).includes(args.string(0))],
  hasPrefix: ['ss', (args) => args.string(1).startsWith(args.string(0))],
  hasSuffix: ['ss', (args) => args.string(1).endsWith(args.string(0))],
};

function trimAll(args: Args): string {
  const cut = new Set(runesOf(args.string(0)));
  return trimRunes(args.string(1), (rune) => cut.has(rune));
}

function withoutPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function withoutSuffix(text: string, suffix: string): string {
  return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
}

function truncate(count: number, text: string): string {
  if (count >= 0) return text.slice(0, count);
  return text.length + count > 0 ? text.slice(text.length + count) : text;
}

function substring(start: number, end: number, text: string): string {
  if (start < 0) return cut(text, 0, end);
  return end < 0 || end > text.length ? cut(text, start, text.length) : cut(text, start, end);
}

/** Go's text[start:end], which fails outside of it. */
function cut(text: string, start: number, end: number): string {
  if (end < 0 || end > text.length) {
    throw new FunctionError(`runtime error: slice bounds out of range [:${end}] with length ${text.length}`);
  }
  if (start > end) throw new FunctionError(`runtime error: slice bounds out of range [${start}:${end}]`);
  return text.slice(start, end);
}

function abbreviateBoth(args: Args): string {
  const [left, right, text] = [args.int(0), args.int(1), args.string(2)];
  return right < 4 || (left > 0 && right < 7) ? text : abbreviate(text, left, right);
}

/** goutils.AbbreviateFull: `...` at the end, and at the start when that is cut too. */
function abbreviate(text: string, from: number, width: number): string {
  if (text.length <= width) return text;
  let offset = Math.min(from, text.length);
  if (text.length - offset < width - 3) offset = text.length - (width - 3);
  if (offset <= 4) return `${text.slice(0, width - 3)}...`;
  if (width < 7) return '';
  if (offset + width - 3 < text.length) return `...${abbreviate(text.slice(offset), 0, width - 3)}`;
  return `...${text.slice(text.length - (width - 3))}`;
}

/** strings.Split: by characters where the separator is empty. */
function splitAll(args: Args, text: string, separator: string): string[] {
  args.budget.spend(text.length / 8);
  return separator === '' ? characters(text) : text.split(separator);
}

function characters(text: string): string[] {
  // Bytes that are not UTF-8 stand alone.
  return (
    text.match(/[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\s\S]/g) ?? []
  );
}

/** strings.SplitN: at most so many parts, all of them when negative. */
function splitSome(args: Args): string[] {
  const [separator, count, text] = [args.string(0), args.int(1), args.string(2)];
  const parts = splitAll(args, text, separator);
  if (count === 0) return [];
  if (count < 0 || parts.length <= count) return parts;
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

function numbered(parts: readonly string[]) {
  return map(
    parts.map((part, index) => [`_${index}`, part]),
    'map[string]string',
  );
}
