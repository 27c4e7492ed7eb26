import type { KubernetesObject } from '../../kubernetes.ts';
import { isObject } from '../../secrets/raw-json.ts';
import { toByteString } from '../../secrets/template/byte-string.ts';
import { GoMap, GoSlice } from '../../secrets/template/containers.ts';
import { ANY_MAP, ANY_SLICE } from '../../secrets/template/types.ts';
import { GoInt, GoObject, type Method, type Value } from '../../secrets/template/values.ts';
import { GO_STRUCTS, jsonName } from './go-names.ts';

/** How a template sees a Kubernetes object: as Go's struct, and as the JSON it came in. */

type Json = Readonly<Record<string, unknown>>;

const TEXT_MAP = 'map[string]string';

/** The Go struct: `.Name`, `.Labels`, `.ObjectMeta`, `.Spec.Rules`, `.Status.LoadBalancer.Ingress`, `.GetName`. */
export function typedView(object: KubernetesObject): GoObject {
  const { kind, apiVersion } = object;
  const meta = structOf('ObjectMeta', recordOf(object.metadata));
  const fields = new Map<string, Value>([
    ['Kind', textOf(kind)],
    ['APIVersion', textOf(apiVersion)],
    ['ObjectMeta', meta],
    ...(meta.shape.fields ?? []),
  ]);
  for (const part of ['Spec', 'Status']) {
    if (GO_STRUCTS[kind + part] !== undefined)
      fields.set(part, structOf(kind + part, recordOf(object[jsonName(part)])));
  }
  return new GoObject({ type: `*v1.${kind}`, fields, method: (name) => getter(name, fields) });
}

/** The JSON: `.Spec.rules`, `.Metadata.name`, `.Object.status`, with the names and labels beside it. */
export function jsonView(object: KubernetesObject): GoObject {
  const { kind, apiVersion, metadata } = object;
  const part = (name: string) => anyMap(recordOf(object[name]));
  const fields = new Map<string, Value>([
    ['Name', textOf(metadata.name)],
    ['Namespace', textOf(metadata.namespace)],
    ['Kind', textOf(kind)],
    ['APIVersion', textOf(apiVersion)],
    ['Labels', textMap(metadata.labels)],
    ['Annotations', textMap(metadata.annotations)],
    ['Metadata', part('metadata')],
    ['Spec', part('spec')],
    ['Status', part('status')],
    ['Object', anyMap(object)],
  ]);
  return new GoObject({ type: '*template.fqdnTemplateData', fields });
}

/** `GetName` and its like: methods of every Kubernetes object. */
function getter(name: string, fields: ReadonlyMap<string, Value>): Method | undefined {
  const field = /^Get(Name|Namespace|Labels|Annotations|UID|Generation)$/.exec(name)?.[1];
  const value = field === undefined ? undefined : fields.get(field);
  return value === undefined ? undefined : { parameters: '', call: () => value };
}

function structOf(type: string, json: Json): GoObject {
  const fields = new Map<string, Value>();
  for (const field of (GO_STRUCTS[type] ?? '').split(' ')) {
    const [name = '', kind = 'string'] = field.split(':');
    fields.set(name, goValue(kind, json[jsonName(name)]));
  }
  return new GoObject({ type: `v1.${type}`, fields });
}

/** Go's value of a field: its zero value where the JSON has none. */
function goValue(type: string, json: unknown): Value {
  if (type.startsWith('*')) return json === undefined || json === null ? null : goValue(type.slice(1), json);
  if (type.startsWith('[]')) {
    const items = Array.isArray(json) ? json : [];
    const element = type.slice(2);
    const goType = GO_STRUCTS[element] === undefined ? type : `[]v1.${element}`;
    return new GoSlice(
      goType,
      items.map((item) => goValue(element, item)),
      items.length === 0,
    );
  }
  switch (type) {
    case 'string':
      return textOf(json);
    case 'bool':
      return json === true;
    case 'map':
      return textMap(json);
    case 'int32':
    case 'int64':
      return new GoInt(type, BigInt(Number.isSafeInteger(json) ? Number(json) : 0));
    case 'IntOrString':
      return intOrString(json);
    default:
      return structOf(type, recordOf(json));
  }
}

/** intstr.IntOrString, which prints as whichever it is. */
function intOrString(json: unknown): GoObject {
  const isText = typeof json === 'string';
  const number = new GoInt('int32', BigInt(Number.isSafeInteger(json) ? Number(json) : 0));
  const text = isText ? textOf(json) : String(number.value);
  const method = (name: string): Method | undefined =>
    name === 'String' ? { parameters: '', call: () => text } : undefined;
  return new GoObject({
    type: 'intstr.IntOrString',
    text: () => text,
    fields: new Map<string, Value>([
      ['IntVal', number],
      ['StrVal', isText ? text : ''],
    ]),
    method,
  });
}

function anyOf(json: unknown): Value {
  if (typeof json === 'string') return textOf(json);
  if (typeof json === 'boolean') return json;
  if (typeof json === 'number') return Number.isSafeInteger(json) ? new GoInt('int64', BigInt(json)) : json;
  if (Array.isArray(json)) return new GoSlice(ANY_SLICE, json.map(anyOf));
  return json === null || json === undefined ? null : anyMap(recordOf(json));
}

function anyMap(json: Json): GoMap {
  return new GoMap(
    ANY_MAP,
    new Map(Object.entries(json).map(([key, value]) => [toByteString(key), anyOf(value)])),
  );
}

function textMap(json: unknown): GoMap {
  const entries = Object.entries(recordOf(json)).map(
    ([key, value]) => [toByteString(key), textOf(value)] as const,
  );
  return new GoMap(TEXT_MAP, new Map(entries));
}

function textOf(json: unknown): string {
  return typeof json === 'string' ? toByteString(json) : '';
}

function recordOf(json: unknown): Json {
  return isObject(json) ? json : {};
}
