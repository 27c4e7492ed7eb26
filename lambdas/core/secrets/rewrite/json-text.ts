import { compareBytes } from '../../object-key.ts';
import { formatFloat } from '../gjson/number.ts';
import { isObject } from '../raw-json.ts';

/** How text inside JSON is written. */
export interface JsonStyle {
  /** `<`, `>` and `&` as escapes, which is what Go's json.Marshal does. */
  readonly escapeHtml: boolean;
}

const LINE_SEPARATORS = /[\u2028\u2029]/gu;
const HTML = /[<>&]/g;

/**
 * A property of a merged object as the bytes of a Secret: text as it is, numbers in plain decimals, null empty,
 * objects and arrays as compact JSON with HTML escapes.
 */
export function textOfJson(value: unknown): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatFloat(value);
  return typeof value === 'boolean' ? String(value) : writeJson(value, { escapeHtml: true });
}

/** Compact JSON as Go writes it: keys in byte order, floats in their shortest form, line separators escaped. */
export function writeJson(value: unknown, style: JsonStyle): string {
  if (typeof value === 'string') return writeText(value, style);
  // JSON.stringify writes -0 as 0.
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (Array.isArray(value)) return `[${value.map((item) => writeJson(item, style)).join(',')}]`;
  if (!isObject(value)) return String(value);
  const members = Object.entries(value).sort(([a], [b]) => compareBytes(a, b));
  return `{${members.map(([key, item]) => `${writeText(key, style)}:${writeJson(item, style)}`).join(',')}}`;
}

function writeText(text: string, { escapeHtml }: JsonStyle): string {
  const quoted = JSON.stringify(text.toWellFormed()).replaceAll(LINE_SEPARATORS, escapeCharacter);
  return escapeHtml ? quoted.replaceAll(HTML, escapeCharacter) : quoted;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
