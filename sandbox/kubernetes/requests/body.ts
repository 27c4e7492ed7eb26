import { parse as parseYaml } from 'yaml';
import { isObject, type JsonObject } from '../json.ts';
import type { Resource } from '../resources/resource.ts';
import { apiVersionOf } from '../resources/resource.ts';
import { applyDefaults } from '../schema/default.ts';
import { prune, pruneNulls } from '../schema/prune.ts';
import { validate } from '../schema/validate.ts';
import { refuse } from '../status-error.ts';

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
 * filled in. Takes ownership of `body`.
 */
export function decodeObject(body: unknown, resource: Resource): Decoded {
  if (!isObject(body)) throw refuse.badRequest('the body must be an object');
  checkType(body, resource);
  const metadata = isObject(body['metadata']) ? { ...body['metadata'] } : {};
  const object: JsonObject = { ...body, apiVersion: apiVersionOf(resource), kind: resource.kind, metadata };
  const unknownFields = prune(object, resource.schema);
  const metaSchema = resource.schema.properties?.['metadata'];
  unknownFields.push(...prune(metadata, metaSchema).map((field) => `metadata.${field}`));
  dropEmptyMeta(metadata);
  if (resource.custom) pruneNulls(object, resource.schema);
  else checkTypes(object, resource);
  applyDefaults(object, resource.custom ? resource.schema : undefined);
  resource.defaults?.(object);
  return { object, unknownFields };
}

function checkType(body: JsonObject, resource: Resource): void {
  const wanted = apiVersionOf(resource);
  const { apiVersion, kind } = body;
  if (apiVersion !== undefined && apiVersion !== wanted) {
    const why = `the API version in the data (${apiVersion}) does not match the expected API version (${wanted})`;
    throw refuse.badRequest(why);
  }
  if (kind !== undefined && kind !== resource.kind) {
    throw refuse.badRequest(
      `the kind in the data (${kind}) does not match the expected kind (${resource.kind})`,
    );
  }
}

/** Built-in kinds have Go types: a wrong one is refused while decoding. Nulls count as absent. */
function checkTypes(object: JsonObject, resource: Resource): void {
  dropNulls(object);
  const wrong = validate(object, resource.schema, '').find((one) => one.reason === 'FieldValueTypeInvalid');
  if (wrong === undefined) return;
  const [, wanted = '', got = ''] = /must be of type (\S+): "(\w+)"$/.exec(wrong.message) ?? [];
  const field = `${resource.kind}.${wrong.field.replace(/^\./, '')}`;
  const why = `json: cannot unmarshal ${got} into Go struct field ${field} of type ${wanted}`;
  throw refuse.badRequest(
    `${resource.kind} in version "${resource.version}" cannot be handled as a ${resource.kind}: ${why}`,
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
