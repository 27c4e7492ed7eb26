import { toText } from '../byte-string.ts';
import { GoMap, GoSlice } from '../containers.ts';
import type { Budget } from '../limits.ts';
import { mapRunes } from '../map-runes.ts';
import { formatFloat } from '../number/format-float.ts';
import { countRunes } from '../runes.ts';
import { FunctionError } from '../template-error.ts';
import { elementType } from '../types.ts';
import { GoInt, GoObject, type Value } from '../values.ts';
import { compareKeys } from './key-order.ts';
import { isSimpleKey, writeText } from './write-text.ts';

/** sigs.k8s.io/yaml's Marshal, without the last line break; throws FunctionError for what has no JSON. */
export function writeYaml(budget: Budget, value: Value): string {
  return node(budget, value, { indent: 0, column: 0 }).replace(/\n$/, '');
}

interface Place {
  /** Column of the keys and dashes of a collection here. */
  readonly indent: number;
  /** Column where the value itself begins. */
  readonly column: number;
}

/** A value as it stands behind a key, a dash or at the top, with its line break. */
function node(budget: Budget, value: Value, place: Place): string {
  budget.spend(1);
  if (value instanceof GoMap) return budget.nested(() => mapping(budget, value, place));
  if (value instanceof GoSlice && !value.isNil) return budget.nested(() => sequence(budget, value, place));
  if (typeof value === 'string') return `${writeText(throughJson(value), place)}\n`;
  return `${scalar(value)}\n`;
}

function scalar(value: Value): string {
  if (value === null || value instanceof GoSlice) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (value instanceof GoInt) return value.value.toString();
  if (typeof value === 'number' && Number.isFinite(value)) return number(value);
  if (value instanceof GoObject && value.shape.json !== undefined)
    return writeText(jsonText(value.shape.json()), { indent: 0, column: 0 });
  throw new FunctionError('json: unsupported value');
}

/** Through JSON a whole number up to 64 bits is an integer, whatever it was. */
function number(value: number): string {
  const isInteger = Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 64;
  if (Object.is(value, -0)) return '0';
  return isInteger ? BigInt(value).toString() : formatFloat(value, 'g', 'shortest');
}

function jsonText(json: string): string {
  return json.replace(/^"|"$/g, '');
}

/** What is left of a string after JSON, read as YAML: well-formed UTF-8, and U+0085 folded like a line break. */
function throughJson(bytes: string): string {
  const text = toText(mapRunes(bytes, (rune) => rune));
  const folded = text.replace(/[ \t]*(\u0085+)[ \t]*/gu, (_, breaks: string) =>
    breaks.length === 1 ? ' ' : '\n'.repeat(breaks.length - 1),
  );
  return Buffer.from(folded, 'utf8').toString('latin1');
}

function mapping(budget: Budget, { entries }: GoMap, { indent }: Place): string {
  if (entries.size === 0) return '{}\n';
  const pad = ' '.repeat(indent);
  const lines = [...entries]
    .sort(([a], [b]) => compareKeys(a, b))
    .map(
      ([key, value]) =>
        pad + entry(budget, [throughJson(key), value], key.includes(NEXT_LINE) ? undefined : indent),
    );
  return startAt(lines.join(''), indent);
}

/** U+0085, which ends a line of YAML but is nothing special in JSON. */
const NEXT_LINE = '\xc2\x85';

/** A key and its value; long keys and keys of several lines stand behind a `?`. */
function entry(budget: Budget, [key, value]: readonly [string, Value], indent: number | undefined): string {
  if (indent === undefined) throw new FunctionError('yaml: a key of several lines');
  const isSimple = isSimpleKey(key);
  const name = writeText(key, { indent, column: indent + 2, isKey: isSimple });
  if (isSimple)
    return `${name}:${inMapping(budget, value, { indent, column: indent + countRunes(name) + 2 })}`;
  const inner = value instanceof GoMap || value instanceof GoSlice ? indent + 2 : indent;
  return `? ${name}\n${' '.repeat(indent)}: ${node(budget, value, { indent: inner, column: indent + 2 })}`;
}

/** Behind a key: collections on lines of their own, lists not further in than the key. */
function inMapping(budget: Budget, value: Value, { indent, column }: Place): string {
  const isList = value instanceof GoSlice && value.items.length > 0;
  const isMap = value instanceof GoMap && value.entries.size > 0;
  const text = node(budget, value, { indent: isMap ? indent + 2 : indent, column });
  if (!isList && !isMap) return ` ${text}`;
  return `\n${' '.repeat(isMap ? indent + 2 : indent)}${text}`;
}

function sequence(budget: Budget, { type, items }: GoSlice, { indent }: Place): string {
  if (elementType(type) === 'uint8') throw new FunctionError('json: unsupported type: []uint8');
  if (items.length === 0) return '[]\n';
  const pad = ' '.repeat(indent);
  const lines = items.map((item) => {
    const isCollection = item instanceof GoMap || item instanceof GoSlice;
    const inner = isCollection ? indent + 2 : indent;
    return `${pad}- ${node(budget, item, { indent: inner, column: indent + 2 })}`;
  });
  return startAt(lines.join(''), indent);
}

/** The first line begins where the dash or key before it ends. */
function startAt(text: string, indent: number): string {
  return text.slice(indent);
}
