import { isObject, type JsonObject } from '../json.ts';
import type { Schema } from '../schema/schema.ts';
import type { PrinterColumn, Resource } from './resource.ts';
import { META } from './types/meta.ts';
import { text } from './types/scalars.ts';

const compiled = new WeakMap<object, readonly Resource[]>();

/** The resources that a definition serves, one for each served version. Compiled once for each object. */
export function resourcesOf(definition: JsonObject): readonly Resource[] {
  const known = compiled.get(definition);
  if (known !== undefined) return known;
  const spec = isObject(definition['spec']) ? definition['spec'] : {};
  const versions = versionsOf(spec);
  const stored = versions.find((version) => version['storage'] === true) ?? versions[0] ?? {};
  const storage = { version: String(stored['name']), schema: schemaOf(stored) };
  const resources = versions
    .filter((version) => version['served'] === true)
    .map((version) => resourceOf(spec, version, storage));
  compiled.set(definition, resources);
  return resources;
}

function resourceOf(spec: JsonObject, version: JsonObject, storage: Resource['storage']): Resource {
  const names = isObject(spec['names']) ? spec['names'] : {};
  const kind = String(names['kind']);
  const subresources = isObject(version['subresources']) ? version['subresources'] : {};
  return {
    group: String(spec['group']),
    version: String(version['name']),
    plural: String(names['plural']),
    singular: String(names['singular'] ?? kind.toLowerCase()),
    kind,
    shortNames: strings(names['shortNames']),
    categories: strings(names['categories']),
    namespaced: spec['scope'] === 'Namespaced',
    custom: true,
    hasStatus: isObject(subresources['status']),
    hasGeneration: true,
    unconditionalUpdate: false,
    returnsDeleted: false,
    nameRule: 'subdomain' as const,
    schema: schemaOf(version),
    storage,
    deprecation: version['deprecated'] === true ? deprecation(spec, version, storage.version) : '',
    selectableFields: selectable(version),
    columns: columnsOf(version),
  };
}

function deprecation(spec: JsonObject, version: JsonObject, preferred: string): string {
  if (typeof version['deprecationWarning'] === 'string') return version['deprecationWarning'];
  const names = isObject(spec['names']) ? spec['names'] : {};
  const name = (one: unknown): string => `${spec['group']}/${one} ${names['kind']}`;
  return `${name(version['name'])} is deprecated; use ${name(preferred)}`;
}

const schemas = new WeakMap<object, Schema>();

/** The schema of whole objects of a version: the declared one, with the `metadata` every object has. */
function schemaOf(version: JsonObject): Schema {
  const holder = isObject(version['schema']) ? version['schema'] : {};
  const declared = isObject(holder['openAPIV3Schema']) ? holder['openAPIV3Schema'] : {};
  const known = schemas.get(declared);
  if (known !== undefined) return known;
  const properties = isObject(declared['properties']) ? declared['properties'] : {};
  const schema = {
    ...declared,
    properties: { ...properties, apiVersion: text, kind: text, metadata: META },
  } as Schema;
  schemas.set(declared, schema);
  return schema;
}

function versionsOf(spec: JsonObject): JsonObject[] {
  return Array.isArray(spec['versions']) ? spec['versions'].filter(isObject) : [];
}

function selectable(version: JsonObject): string[] {
  const fields = Array.isArray(version['selectableFields'])
    ? version['selectableFields'].filter(isObject)
    : [];
  return fields.map((field) => String(field['jsonPath']).replace(/^\./, ''));
}

function columnsOf(version: JsonObject): PrinterColumn[] {
  const columns = version['additionalPrinterColumns'];
  const declared = Array.isArray(columns) ? columns.filter(isObject) : [];
  if (declared.length === 0) return [{ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }];
  return declared.map((column) => ({
    name: String(column['name']),
    type: String(column['type']),
    jsonPath: String(column['jsonPath']),
    ...(typeof column['format'] === 'string' ? { format: column['format'] } : {}),
    ...(typeof column['description'] === 'string' ? { description: column['description'] } : {}),
    ...(typeof column['priority'] === 'number' ? { priority: column['priority'] } : {}),
  }));
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
