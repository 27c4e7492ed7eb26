import { quote } from '../fmt/quote.ts';
import { decodeBase64 } from '../functions/decode-text.ts';
import type { YamlNode } from '../functions/libraries.ts';
import type { Budget } from '../limits.ts';
import { formatFloat } from '../number/format-float.ts';
import { FunctionError } from '../template-error.ts';
import { resolvePlain, type Scalar } from './resolve.ts';

/** JSON-like: what sigs.k8s.io/yaml makes of YAML before it decodes it. Keys are byte strings. */
export type Plain = Scalar | readonly Plain[] | ReadonlyMap<string, Plain>;

/** Resolves scalars, merges `<<`, and makes texts of keys; the last of doubled keys wins. */
export function toPlain(budget: Budget, node: YamlNode): Plain {
  budget.spend(1);
  if (node.kind === 'scalar') return resolveScalar(node);
  if (node.kind === 'sequence') return budget.nested(() => node.items.map((item) => toPlain(budget, item)));
  return budget.nested(() => mappingOf(budget, node.pairs));
}

type Pairs = Extract<YamlNode, { kind: 'mapping' }>['pairs'];

function mappingOf(budget: Budget, pairs: Pairs): ReadonlyMap<string, Plain> {
  const merged = pairs
    .filter(([key]) => isMergeKey(key))
    .flatMap(([, value]) => [...mergeSource(budget, value)]);
  const own = pairs
    .filter(([key]) => !isMergeKey(key))
    .map(([key, value]) => [toPlain(budget, key), toPlain(budget, value)] as const);
  const unnamed = own.findLast(([key]) => key === null);
  if (unnamed !== undefined) {
    throw refused(`unsupported map key of type: %!s(<nil>), key: <nil>, value: ${shown(unnamed[1])}`);
  }
  return new Map([...merged, ...own.map(([key, value]) => [keyText(key), value] as const)]);
}

function refused(problem: string): FunctionError {
  return new FunctionError(`error converting YAML to JSON: ${problem}`);
}

function isMergeKey(key: YamlNode): boolean {
  return key.kind === 'scalar' && key.isPlain && key.text === '<<';
}

function mergeSource(budget: Budget, node: YamlNode): ReadonlyMap<string, Plain> {
  if (node.kind === 'mapping') return mappingOf(budget, node.pairs);
  if (node.kind === 'sequence') {
    // Earlier ones win.
    return new Map(node.items.toReversed().flatMap((item) => [...mergeSource(budget, item)]));
  }
  throw refused('yaml: map merge requires map or sequence of maps as the value');
}

function resolveScalar({ text, isPlain, tag }: Extract<YamlNode, { kind: 'scalar' }>): Scalar {
  if (tag === undefined) return isPlain ? resolvePlain(text) : text;
  if (tag === 'binary') return decodeBase64(text);
  if (!['bool', 'int', 'float', 'null'].includes(tag)) return text;
  const resolved = resolvePlain(text);
  if (tag === 'float' && typeof resolved === 'bigint') return Number(resolved);
  const fits = { bool: 'boolean', int: 'bigint', float: 'number', null: 'object' }[tag] === typeof resolved;
  if (!fits)
    throw new FunctionError(
      `error converting YAML to JSON: yaml: cannot decode !!${nameOf(resolved)} \`${text}\` as a !!${tag}`,
    );
  return resolved;
}

function nameOf(value: Scalar): string {
  if (value === null) return 'null';
  return { string: 'str', bigint: 'int', number: 'float', boolean: 'bool' }[String(typeof value)] ?? 'str';
}

function keyText(key: Plain): string {
  if (typeof key === 'string') return key;
  if (typeof key === 'bigint' || typeof key === 'boolean') return String(key);
  if (typeof key === 'number') return specialFloat(formatFloat(Math.fround(key), 'g', 'shortest', 32));
  throw refused('yaml: invalid map key');
}

function specialFloat(text: string): string {
  return { '+Inf': '.inf', '-Inf': '-.inf', NaN: '.nan' }[text] ?? text;
}

/** Where the text is wanted of a number or boolean (map[string]string): floats by way of float32. */
export function scalarText(value: Scalar): string {
  if (value === null) return '';
  if (typeof value === 'number') return formatFloat(Math.fround(value), 'g', 'shortest', 32);
  return String(value);
}

/** Go's `%#v` of a scalar. */
function shown(value: Plain): string {
  if (typeof value === 'string') return quote(value);
  return value === null ? '<nil>' : String(value);
}
