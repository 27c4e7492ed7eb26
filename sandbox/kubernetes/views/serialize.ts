import { isObject, type JsonObject } from '../json.ts';
import type { Resource } from '../resources/resource.ts';
import { apiVersionOf } from '../resources/resource.ts';

const texts = new WeakMap<JsonObject, string>();

/**
 * JSON of an object as the API server orders it: sorted keys for a custom resource, the Go struct's order in the
 * metadata of its own types. Stored objects never change, so each is written out once.
 */
export function serialize(resource: Resource, object: JsonObject): string {
  let text = texts.get(object);
  if (text === undefined) {
    text = JSON.stringify(resource.custom ? sorted(object) : withOrderedMetadata(object));
    texts.set(object, text);
  }
  return text;
}

const bare = new WeakMap<JsonObject, string>();

/** An item of a list of built-in kinds says neither its kind nor its version, and begins with its metadata. */
function serializeBare(object: JsonObject): string {
  let text = bare.get(object);
  if (text === undefined) {
    const { apiVersion: _, kind: __, metadata, ...rest } = object;
    text = JSON.stringify(withOrderedMetadata({ metadata, ...rest }));
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
  const apiVersion = JSON.stringify(apiVersionOf(resource));
  const kind = JSON.stringify(`${resource.kind}List`);
  if (resource.custom) {
    const texts = items.map((item) => serialize(resource, item)).join(',');
    return `{"apiVersion":${apiVersion},"items":[${texts}],"kind":${kind},"metadata":${JSON.stringify(sorted(metadata))}}\n`;
  }
  const head = `{"kind":${kind},"apiVersion":${apiVersion},"metadata":${JSON.stringify(metadata)}`;
  return `${head},"items":[${items.map(serializeBare).join(',')}]}\n`;
}

/** Fields of `ObjectMeta` as Go writes them (k8s.io/apimachinery, meta/v1/types.go); what comes after stays put. */
const METADATA_ORDER = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
];

function withOrderedMetadata(object: JsonObject): JsonObject {
  const { metadata } = object;
  if (!isObject(metadata)) return object;
  const ordered = METADATA_ORDER.filter((field) => metadata[field] !== undefined);
  return {
    ...object,
    metadata: { ...Object.fromEntries(ordered.map((field) => [field, metadata[field]])), ...metadata },
  };
}

function sorted<T>(value: T): T {
  if (Array.isArray(value)) return value.map(sorted) as T;
  if (!isObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])])) as T;
}

/** `PartialObjectMetadata` of an object. */
export function metadataOnly(object: JsonObject): JsonObject {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object['metadata'] };
}
