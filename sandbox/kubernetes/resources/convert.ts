import { cloneJson, type JsonObject } from '../json.ts';
import { applyDefaults } from '../schema/default.ts';
import { prune } from '../schema/prune.ts';
import { apiVersionOf, type Resource } from './resource.ts';

/** Conversion `None`: versions of a custom resource differ in their apiVersion and in what their schemas keep. */

const converted = new WeakMap<JsonObject, Map<string, JsonObject>>();

/** A stored object in the version a client asked for. */
export function toVersion(stored: JsonObject, resource: Resource): JsonObject {
  const apiVersion = apiVersionOf(resource);
  if (stored['apiVersion'] === apiVersion) return stored;
  let versions = converted.get(stored);
  if (versions === undefined) {
    versions = new Map();
    converted.set(stored, versions);
  }
  let object = versions.get(apiVersion);
  if (object === undefined) {
    object = { ...cloneJson(stored), apiVersion };
    prune(object, resource.schema);
    versions.set(apiVersion, object);
  }
  return object;
}

/** An object of a client's version as it is kept; defaults of the storage version appear on every read. */
export function toStorage(object: JsonObject, resource: Resource): JsonObject {
  const apiVersion = apiVersionOf({ group: resource.group, version: resource.storage.version });
  if (object['apiVersion'] === apiVersion) return object;
  const stored: JsonObject = { ...cloneJson(object), apiVersion };
  prune(stored, resource.storage.schema);
  if (resource.custom) applyDefaults(stored, resource.storage.schema);
  return stored;
}
