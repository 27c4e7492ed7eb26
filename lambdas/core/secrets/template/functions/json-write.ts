import { GoMap, GoSlice } from '../containers.ts';
import type { Budget } from '../limits.ts';
import { formatFloat } from '../number/format-float.ts';
import { FunctionError } from '../template-error.ts';
import { elementType, typeName } from '../types.ts';
import { GoInt, GoObject, type Value } from '../values.ts';
import { quoteJson } from './json-string.ts';

export interface JsonStyle {
  /** Whether `<`, `>` and `&` are escaped. */
  readonly escapesHtml: boolean;
  /** One level of indentation; absent: everything on one line. */
  readonly indent?: string | undefined;
}

/** json.Marshal of a value; throws FunctionError for what JSON cannot hold. */
export function writeJson(budget: Budget, value: Value, style: JsonStyle): string {
  return write({ budget, style }, value, '\n');
}

interface Writing {
  readonly budget: Budget;
  readonly style: JsonStyle;
}

/** `newline` is a line break with the indentation of the level. */
function write(writing: Writing, value: Value, newline: string): string {
  const { budget, style } = writing;
  budget.spend(1);
  if (value === null) return 'null';
  if (typeof value === 'string') return quoteJson(value, style.escapesHtml);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return jsonNumber(value);
  if (value instanceof GoInt) return value.value.toString();
  if (value instanceof GoObject) return writeObject(writing, value, newline);
  if (!(value instanceof GoMap) && !(value instanceof GoSlice)) {
    throw new FunctionError(`json: unsupported type: ${typeName(value)}`);
  }
  if (value instanceof GoSlice && value.isNil) return 'null';
  const inner = style.indent === undefined ? newline : newline + style.indent;
  const parts = budget.nested(() => partsOf(writing, value, inner));
  return enclose(value instanceof GoMap ? '{}' : '[]', parts, { style, newline, inner });
}

function partsOf(writing: Writing, value: GoMap | GoSlice, inner: string): string[] {
  if (value instanceof GoMap) {
    const colon = writing.style.indent === undefined ? ':' : ': ';
    return value
      .sorted()
      .map(([key, item]) => quoteJson(key, writing.style.escapesHtml) + colon + write(writing, item, inner));
  }
  if (elementType(value.type) === 'uint8') throw new FunctionError('json: unsupported type: []uint8');
  return value.items.map((item) => write(writing, item, inner));
}

interface Layout {
  readonly style: JsonStyle;
  readonly newline: string;
  readonly inner: string;
}

function enclose(brackets: string, parts: readonly string[], { style, newline, inner }: Layout): string {
  const [open, close] = brackets;
  if (parts.length === 0) return brackets;
  return style.indent === undefined
    ? `${open}${parts.join(',')}${close}`
    : `${open}${inner}${parts.join(`,${inner}`)}${newline}${close}`;
}

function writeObject(writing: Writing, { shape }: GoObject, newline: string): string {
  if (shape.json !== undefined) return shape.json();
  return write(writing, new GoMap('struct', new Map(shape.fields ?? [])), newline);
}

/** Plain from 1e-6 up to 1e21, as ECMAScript writes it, else with an exponent without leading zero. */
function jsonNumber(value: number): string {
  if (!Number.isFinite(value))
    throw new FunctionError(`json: unsupported value: ${formatFloat(value, 'g', 'shortest')}`);
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-6 || magnitude >= 1e21)) {
    return formatFloat(value, 'e', 'shortest').replace(/e-0(\d)$/, 'e-$1');
  }
  return formatFloat(value, 'f', 'shortest');
}
