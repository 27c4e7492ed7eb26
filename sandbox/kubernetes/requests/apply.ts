import { isObject, type JsonObject } from '../json.ts';
import { apiVersionOf } from '../resources/resource.ts';
import { keepsUnknown, type Schema } from '../schema/schema.ts';
import { refuse } from '../status-error.ts';
import type { ResourceRequest } from './context.ts';
import { placeInNamespace } from './placement.ts';

/**
 * The object of a server-side apply. It claims exactly what it names, so nothing is filled in, and fields that
 * the schema does not know are an error instead of being dropped.
 */
export function decodeApplied(body: unknown, request: ResourceRequest): JsonObject {
  const { resource, info } = request;
  if (!isObject(body)) throw refuse.badRequest('the body must be an object');
  const wanted = apiVersionOf(resource);
  if (body['apiVersion'] !== wanted) {
    const sent = String(body['apiVersion']);
    if (resource.custom)
      throw refuse.badRequest(`invalid object type: ${sent}, Kind=${String(body['kind'])}`);
    const why = `Specified patch version: ${sent}, expected: ${wanted}`;
    throw refuse.badRequest(`Incorrect version specified in apply patch. ${why}`);
  }
  const metadata: JsonObject = isObject(body['metadata']) ? { ...body['metadata'] } : {};
  if (metadata['managedFields'] !== undefined) throw refuse.badRequest('metadata.managedFields must be nil');
  metadata['name'] ??= info.name;
  if (metadata['name'] !== info.name) {
    throw refuse.badRequest(
      `the name of the object (${String(metadata['name'])}) does not match the name on the URL (${info.name})`,
    );
  }
  const namespace = String(metadata['namespace'] ?? '');
  placeInNamespace(request, metadata);
  const applied = { ...body, metadata };
  const problems: string[] = [];
  collectUndeclared(applied, resource.schema, '', problems);
  if (problems.length === 0) return applied;
  const subject = `${namespace}/${info.name}; ${wanted}, Kind=${resource.kind}`;

  throw refuse.internal(`failed to create typed patch object (${subject}): ${problems[0]}`);
}

function collectUndeclared(
  value: unknown,
  schema: Schema | undefined,
  path: string,
  problems: string[],
): void {
  if (schema === undefined) return;
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      collectUndeclared(item, schema.items, `${path}[${index}]`, problems);
    });
    return;
  }
  if (!isObject(value)) {
    collectMismatch(value, schema, path, problems);
    return;
  }
  for (const [key, field] of Object.entries(value)) {
    const at = `${path}.${key}`;
    const own = schema.properties?.[key];
    const values = schema.additionalProperties;
    if (own !== undefined) collectUndeclared(field, own, at, problems);
    else if (typeof values === 'object') collectUndeclared(field, values, at, problems);
    else if (values !== true && !keepsUnknown(schema) && isClosed(schema)) {
      problems.push(`${at}: field not declared in schema`);
    }
  }
}

/** An object without any declared field may hold anything as far as ownership is concerned. */
function isClosed(schema: Schema): boolean {
  return Object.keys(schema.properties ?? {}).length > 0;
}

function collectMismatch(value: unknown, schema: Schema, path: string, problems: string[]): void {
  if (value === null || value === undefined) return;
  const got = typeof value;
  if (schema.type === 'string' && got !== 'string') {
    problems.push(`${path}: expected string, got &value.valueUnstructured{Value:${JSON.stringify(value)}}`);
  } else if (schema.type === 'boolean' && got !== 'boolean') {
    problems.push(`${path}: expected boolean, got &{${String(value)}}`);
  } else if ((schema.type === 'integer' || schema.type === 'number') && got !== 'number') {
    problems.push(`${path}: expected numeric (int or float), got ${got}`);
  } else if (schema.type === 'object') {
    problems.push(`${path}: expected map, got &{${String(value)}}`);
  } else if (schema.type === 'array') {
    problems.push(`${path}: expected list, got &{${String(value)}}`);
  }
}
