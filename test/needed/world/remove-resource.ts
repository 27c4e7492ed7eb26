import * as v from 'valibot';
import { RESOURCE_KINDS } from '../../../sandbox/template/known-kinds.ts';
import type { SynthesizedStack, Template } from '../../../sandbox/template/template.ts';

type Json = unknown;
type Resources = Template['Resources'];

/**
 * A stack without one resource, as somebody would have written it who never had it: what refers to it loses the
 * smallest part that may be left out (a redrive policy, a statement, a dead-letter target), or goes with it where
 * nothing may (a mapping without its function).
 * @throws TypeError when the template has no such resource
 */
export function withoutResource(stack: SynthesizedStack, logicalId: string): SynthesizedStack {
  const { Resources } = stack.template;
  if (Resources[logicalId] === undefined) throw new TypeError(`the template has no resource ${logicalId}`);
  const gone = [logicalId];
  let left: Resources = omit(Resources, logicalId);
  for (let next = gone.shift(); next !== undefined; next = gone.shift()) {
    const absent = next;
    for (const [id, resource] of Object.entries(left)) {
      const pruned = pruneResource(resource, absent);
      if (pruned === undefined) {
        gone.push(id);
        left = omit(left, id);
      } else left = { ...left, [id]: pruned };
    }
  }
  return { ...stack, template: { ...stack.template, Resources: left, Outputs: {} } };
}

function omit(resources: Resources, logicalId: string): Resources {
  return Object.fromEntries(Object.entries(resources).filter(([id]) => id !== logicalId));
}

/** Undefined when the resource makes no sense without the other one. */
function pruneResource(resource: Resources[string], absent: string): Resources[string] | undefined {
  const dependsOn = [resource.DependsOn ?? []].flat().filter((id) => id !== absent);
  const { DependsOn: _before, ...rest } = resource;
  const kept = dependsOn.length === 0 ? rest : { ...rest, DependsOn: dependsOn };
  if (!refersTo(resource.Properties, absent)) return kept;
  const schema = RESOURCE_KINDS.get(resource.Type)?.properties;
  if (schema === undefined) return undefined;
  const isWhole = (Properties: Json): boolean => v.safeParse(schema, placeholders(Properties)).success;
  const Properties = prune(resource.Properties, absent, isWhole) as
    | Resources[string]['Properties']
    | undefined;
  return Properties === undefined ? undefined : { ...kept, Properties };
}

/** Every value that refers to `absent` taken out, with as much around it as must go. */
function prune(value: Json, absent: string, isWhole: (root: Json) => boolean): Json | undefined {
  let root = value;
  for (let path = pathTo(root, absent); path !== undefined; path = pathTo(root, absent)) {
    let shorter: Json | undefined;
    for (let length = cutAt(path); length > 0 && shorter === undefined; length -= 1) {
      const candidate = without(root, path.slice(0, length));
      if (isWhole(candidate)) shorter = candidate;
    }
    if (shorter === undefined) return undefined;
    root = shorter;
  }
  return root;
}

/** A statement without its resource would mean every resource: never cut within one. */
function cutAt(path: readonly string[]): number {
  const statement = path.indexOf('Statement');
  return statement === -1 || path.includes('Condition') ? path.length : statement + 2;
}

function pathTo(value: Json, absent: string): readonly string[] | undefined {
  if (typeof value === 'string' && value.includes(`\${${absent}`)) return [];
  if (typeof value !== 'object' || value === null) return undefined;
  if (isReference(value, absent)) return [];
  for (const [key, inner] of Object.entries(value)) {
    const path = pathTo(inner, absent);
    if (path !== undefined) return [key, ...path];
  }
  return undefined;
}

function isReference(value: object, absent: string): boolean {
  const record = value as Readonly<Record<string, unknown>>;
  const attribute = record['Fn::GetAtt'];
  return record['Ref'] === absent || (Array.isArray(attribute) && attribute[0] === absent);
}

function refersTo(value: Json, absent: string): boolean {
  return pathTo(value, absent) !== undefined;
}

function without(value: Json, [key = '', ...rest]: readonly string[]): Json {
  if (Array.isArray(value)) {
    const index = Number(key);
    return rest.length === 0
      ? value.filter((_, at) => at !== index)
      : value.map((inner: Json, at) => (at === index ? without(inner, rest) : inner));
  }
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    entries.flatMap(([name, inner]) => {
      if (name !== key) return [[name, inner]];
      return rest.length === 0 ? [] : [[name, without(inner, rest)]];
    }),
  );
}

/** Intrinsics stand for texts, which is what the kinds of resources ask for. */
function placeholders(value: Json): Json {
  if (Array.isArray(value)) return value.map(placeholders);
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value);
  if (keys.length === 1 && (keys[0] === 'Ref' || keys[0]?.startsWith('Fn::'))) return '{}';
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, placeholders(inner)]));
}
