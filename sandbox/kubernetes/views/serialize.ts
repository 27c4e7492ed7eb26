import type { JsonObject } from '../json.ts';
import type { Resource } from '../resources/resource.ts';
import { apiVersionOf } from '../resources/resource.ts';

const texts = new WeakMap<JsonObject, string>();

/** JSON of an object; stored objects never change, so each is written out once. */
export function serialize(object: JsonObject): string {
  let text = texts.get(object);
  if (text === undefined) {
    text = JSON.stringify(object);
    texts.set(object, text);
  }
  return text;
}

const bare = new WeakMap<JsonObject, string>();

/** An item of a list of built-in kinds says neither its kind nor its version. */
function serializeBare(object: JsonObject): string {
  let text = bare.get(object);
  if (text === undefined) {
    const { apiVersion: _, kind: __, ...rest } = object;
    text = JSON.stringify(rest);
    bare.set(object, text);
  }
  return text;
}

/** The body of a LIST. */
export function serializeList(
  resource: Resource,
  items: readonly JsonObject[],
  metadata: JsonObject,
): string {
  const head = { kind: `${resource.kind}List`, apiVersion: apiVersionOf(resource), metadata };
  const write = resource.custom ? serialize : serializeBare;
  return `${JSON.stringify(head).slice(0, -1)},"items":[${items.map(write).join(',')}]}`;
}

/** `PartialObjectMetadata` of an object. */
export function metadataOnly(object: JsonObject): JsonObject {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object['metadata'] };
}
