import { parse as parseYaml } from 'yaml';
import { isObject, type JsonObject } from '../json.ts';
import type { Resource } from '../resources/resource.ts';
import { apiVersionOf } from '../resources/resource.ts';
import { applyDefaults } from '../schema/default.ts';
import type { FieldError } from '../schema/field-error.ts';
import { prune, pruneNulls } from '../schema/prune.ts';
import { validate } from '../schema/validate.ts';
import { refuse, type StatusError } from '../status-error.ts';

/** Bodies are refused above 3 MiB (apiserver `MaxRequestBodyBytes`). */
const BODY_BYTES_MAX = 3 * 1024 * 1024;

/** A body as JSON: JSON itself or YAML. */
export function parseBody(body: string | undefined): unknown {
  const text = body ?? '';
  if (text.length > BODY_BYTES_MAX) throw refuse.tooLarge(BODY_BYTES_MAX);
  try {
    if (/^\s*[[{]/.test(text)) return JSON.parse(text);
    return parseYaml(text, { schema: 'core' });
  } catch (error) {
    throw refuse.badRequest(
      `error decoding the body: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** An object that a client sent, as the server sees it after decoding. */
export interface Decoded {
  readonly object: JsonObject;
  /** Fields that were dropped because the schema does not know them. */
  readonly unknownFields: readonly string[];
}

/**
 * Decodes an object of a resource: its type must be the endpoint's, unknown fields are dropped, and defaults are
 * filled in. Takes ownership of `body`; `applied` says that it comes from a server-side apply.
 */
export function decodeObject(body: unknown, resource: Resource, applied = false): Decoded {
  if (!isObject(body)) throw refuse.badRequest('the body must be an object');
  checkType(body, resource);
  const metadata = isObject(body['metadata']) ? { ...body['metadata'] } : {};
  const object: JsonObject = { ...body, apiVersion: apiVersionOf(resource), kind: resource.kind, metadata };
  const unknownFields = prune(object, resource.schema);
  const metaSchema = resource.schema.properties?.['metadata'];
  unknownFields.push(...prune(metadata, metaSchema).map((field) => `metadata.${field}`));
  dropEmptyMeta(metadata);
  if (resource.custom && !applied) pruneNulls(object, resource.schema);
  if (!resource.custom) checkTypes(object, resource);
  applyDefaults(object, resource.schema);
  resource.defaults?.(object);
  return { object, unknownFields: unknownFields.sort() };
}

function checkType(body: JsonObject, resource: Resource): void {
  const wanted = apiVersionOf(resource);
  const { apiVersion, kind } = body;
  if (resource.custom && (kind === undefined || apiVersion === undefined)) {
    const missing = kind === undefined ? "'Kind'" : "'apiVersion'";
    const why = `Object ${missing} is missing in '${JSON.stringify(body)}'`;
    throw refuse.badRequest(`the object provided is unrecognized (must be of type ${resource.kind}): ${why}`);
  }
  if (apiVersion !== undefined && apiVersion !== wanted) {
    const why = `the API version in the data (${apiVersion}) does not match the expected API version (${wanted})`;
    throw undecodable(resource, why);
  }
  if (kind !== undefined && kind !== resource.kind) {
    throw undecodable(
      resource,
      `the kind in the data (${kind}) does not match the expected kind (${resource.kind})`,
    );
  }
}

/** Built-in kinds have Go types: a wrong one is refused while decoding. Nulls count as absent. */
function checkTypes(object: JsonObject, resource: Resource): void {
  dropNulls(object);
  const wrong = validate(object, resource.schema, { path: '' }).find(
    (one) => one.reason === 'FieldValueTypeInvalid',
  );
  if (wrong !== undefined) throw undecodable(resource, goTypeError(wrong, resource));
  const encoded = object[resource.plural === 'secrets' ? 'data' : 'binaryData'];
  for (const value of Object.values(isObject(encoded) ? encoded : {})) {
    const bad = base64Problem(String(value));
    if (bad !== undefined) throw undecodable(resource, `illegal base64 data at input byte ${bad}`);
  }
}

function goTypeError(wrong: FieldError, resource: Resource): string {
  const [, wanted = '', got = ''] = /must be of type (\S+): "(\w+)"$/.exec(wrong.message) ?? [];
  const bytes = resource.plural === 'secrets' && wrong.field.startsWith('data');
  const field = bytes ? 'data' : wrong.field;
  const given = got === 'integer' ? 'number' : got.replace('boolean', 'bool');
  const type = bytes ? '[]uint8' : wanted;
  return `json: cannot unmarshal ${given} into Go struct field ${resource.kind}.${field} of type ${type}`;
}

/** Where a text stops being base64; undefined when it is fine. */
function base64Problem(text: string): number | undefined {
  const start = /^[A-Za-z0-9+/]*/.exec(text)?.[0].length ?? 0;
  const padding = text.slice(start);
  if (start % 4 === 0 && padding === '') return undefined;
  if (start % 4 === 2 && padding === '==') return undefined;
  if (start % 4 === 3 && padding === '=') return undefined;
  return start;
}

/** A body that is not an object of the endpoint's kind. */
export function undecodable(resource: Resource, why: string): StatusError {
  const { kind, version } = resource;
  return Object.assign(
    refuse.badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${why}`),
    { cause: why },
  );
}

function dropNulls(value: unknown): void {
  if (Array.isArray(value)) {
    for (const item of value) dropNulls(item);
  } else if (isObject(value)) {
    for (const [key, field] of Object.entries(value)) {
      if (field === null) delete value[key];
      else dropNulls(field);
    }
  }
}

/** Empty maps and lists of metadata do not survive decoding. */
function dropEmptyMeta(metadata: JsonObject): void {
  for (const [key, value] of Object.entries(metadata)) {
    const empty =
      value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
    if (empty && key !== 'managedFields') delete metadata[key];
  }
}
