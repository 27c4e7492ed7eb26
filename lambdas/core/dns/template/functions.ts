import { toText } from '../../secrets/template/byte-string.ts';
import { GoMap, GoSlice } from '../../secrets/template/containers.ts';
import type { Args } from '../../secrets/template/functions/args.ts';
import { builtinFunctions } from '../../secrets/template/functions/builtin.ts';
import type { FunctionFamily } from '../../secrets/template/functions/function.ts';
import { jsonFunctions } from '../../secrets/template/functions/json.ts';
import { textCaseFunctions } from '../../secrets/template/functions/text-case.ts';
import { textCutFunctions } from '../../secrets/template/functions/text-cut.ts';
import { FunctionError } from '../../secrets/template/template-error.ts';
import { typeName } from '../../secrets/template/types.ts';
import { GoInt, type Value } from '../../secrets/template/values.ts';
import { suitableType } from '../endpoint.ts';

/** Every source that ExternalDNS 0.22 knows, ours among them (`source/types`). */
const SOURCES: readonly string[] =
  `node service ingress pod gateway-httproute gateway-grpcroute gateway-tlsroute gateway-tcproute gateway-udproute
  istio-gateway istio-virtualservice ambassador-host contour-httpproxy gloo-proxy traefik-proxy openshift-route fake
  empty connector crd skipper-routegroup kong-tcpingress f5-virtualserver f5-transportserver unstructured`.split(
    /\s+/,
  );

const pick = (family: FunctionFamily, ...names: readonly string[]): FunctionFamily =>
  Object.fromEntries(Object.entries(family).filter(([name]) => names.includes(name)));

/** Those that need no object: Go's own, and ExternalDNS's, whose arguments are in other places than in Sprig. */
const FIXED: FunctionFamily = {
  ...builtinFunctions,
  ...pick(jsonFunctions, 'fromJson'),
  ...pick(textCutFunctions, 'trim'),
  contains: ['ss', (args) => args.string(0).includes(args.string(1))],
  trimPrefix: ['ss', (args) => withoutPrefix(args.string(0), args.string(1))],
  trimSuffix: ['ss', (args) => withoutSuffix(args.string(0), args.string(1))],
  toLower: textCaseFunctions['lower'] ?? ['s', (args) => args.string(0)],
  replace: ['sss', (args) => replaceAll(args)],
  isIPv4: ['s', (args) => suitableType(toText(args.string(0))) === 'A'],
  isIPv6: ['s', (args) => suitableType(toText(args.string(0))) === 'AAAA'],
  hasKey: ['as', (args) => hasKey(args.any(0), args.string(1))],
  slice: ['vv*', (args) => sliceOf(args.any(0), args.rest(1))],
};

/** The functions of ExternalDNS's templates, `isSource` answering for one source. */
export function functionsOf(source: string): FunctionFamily {
  return { ...FIXED, isSource: ['s', (args) => isSource(source, toText(args.string(0)))] };
}

/** Whether a template may name this function. */
export function isNameFunction(name: string): boolean {
  return name === 'isSource' || Object.hasOwn(FIXED, name);
}

function withoutPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function withoutSuffix(text: string, suffix: string): string {
  return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
}

/** An empty text to replace stands before and behind every character, as in Go. */
function replaceAll(args: Args): string {
  const [search, replacement, text] = [args.string(0), args.string(1), args.string(2)];
  args.budget.spendBytes(text.length * (replacement.length + 1));
  return text.replaceAll(search, () => replacement);
}

function hasKey(value: Value, key: string): boolean {
  if (value === null) return false;
  if (value instanceof GoMap && value.type === 'map[string]string') return value.entries.has(key);
  throw new FunctionError(
    `wrong type for value; expected map[string]string; got ${typeName(value)}: use index for other maps`,
  );
}

function isSource(active: string, wanted: string): boolean {
  if (!SOURCES.includes(wanted.toLowerCase())) {
    throw new FunctionError(
      `isSource: unknown source ${JSON.stringify(wanted)} (valid: ${SOURCES.join(', ')})`,
    );
  }
  return active === wanted.toLowerCase();
}

/** Go's own `slice`: a part of a text or list. */
function sliceOf(item: Value, indexes: readonly Value[]): Value {
  if (item === null) throw new FunctionError('slice of untyped nil');
  if (indexes.length > 3) throw new FunctionError(`too many slice indexes: ${indexes.length}`);
  if (typeof item !== 'string' && !(item instanceof GoSlice))
    throw new FunctionError(`can't slice item of type ${typeName(item)}`);
  const length = typeof item === 'string' ? item.length : item.items.length;
  const bounds = indexes.map((index) => {
    if (!(index instanceof GoInt))
      throw new FunctionError(`cannot index slice/array with type ${typeName(index)}`);
    if (index.value < 0n || index.value > BigInt(length))
      throw new FunctionError(`index out of range: ${index.value}`);
    return Number(index.value);
  });
  const [start = 0, end = length] = bounds;
  if (start > end) throw new FunctionError(`invalid slice index: ${start} > ${end}`);
  return typeof item === 'string'
    ? item.slice(start, end)
    : new GoSlice(item.type, item.items.slice(start, end));
}
