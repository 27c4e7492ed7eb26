import { isObject, type JsonObject } from '../json.ts';
import { type FieldError, fieldError } from '../schema/field-error.ts';

/** What a CustomResourceDefinition leaves open. */
export function defaultDefinition(definition: JsonObject): void {
  const spec = isObject(definition['spec']) ? { ...definition['spec'] } : {};
  const names = isObject(spec['names']) ? { ...spec['names'] } : {};
  names['singular'] ??= String(names['kind'] ?? '').toLowerCase();
  names['listKind'] ??= `${names['kind']}List`;
  spec['names'] = names;
  spec['conversion'] ??= { strategy: 'None' };
  definition['spec'] = spec;
}

/** The definition is accepted and served at once; `storedVersions` remembers every storage version it ever had. */
export function prepareDefinition(definition: JsonObject, live: JsonObject | undefined): void {
  const spec = isObject(definition['spec']) ? definition['spec'] : {};
  const before = isObject(live?.['status']) ? live['status'] : {};
  const status = isObject(definition['status']) ? definition['status'] : before;
  const stored = Array.isArray(status['storedVersions']) ? status['storedVersions'] : [];
  const storage = versionsOf(spec).find((version) => version['storage'] === true)?.['name'];
  definition['status'] = {
    conditions: status['conditions'] ?? [
      condition('NamesAccepted', 'NoConflicts'),
      condition('Established', 'InitialNamesAccepted'),
    ],
    acceptedNames: spec['names'],
    storedVersions: stored.includes(storage) ? stored : [...stored, storage],
  };
}

function condition(type: string, reason: string): JsonObject {
  return {
    type,
    status: 'True',
    reason,
    message: reason === 'NoConflicts' ? 'no conflicts found' : 'the initial names have been accepted',
  };
}

/** The rules that decide whether a definition can be served at all. */
export function validateDefinition(definition: JsonObject): FieldError[] {
  const spec = isObject(definition['spec']) ? definition['spec'] : {};
  const names = isObject(spec['names']) ? spec['names'] : {};
  const metadata = isObject(definition['metadata']) ? definition['metadata'] : {};
  const errors: FieldError[] = [];
  const name = `${names['plural']}.${spec['group']}`;
  if (metadata['name'] !== name) {
    errors.push(
      fieldError.invalid('metadata.name', metadata['name'], 'must be spec.names.plural+"."+spec.group'),
    );
  }
  const versions = versionsOf(spec);
  if (versions.filter((version) => version['storage'] === true).length !== 1) {
    errors.push(
      fieldError.invalid('spec.versions', [], 'must have exactly one version marked as storage version'),
    );
  }
  versions.forEach((version, index) => {
    if (!isObject(version['schema'])) {
      errors.push(
        fieldError.required(`spec.versions[${index}].schema.openAPIV3Schema`, 'schemas are required'),
      );
    }
  });
  const status = isObject(definition['status']) ? definition['status'] : {};
  const stored = Array.isArray(status['storedVersions']) ? status['storedVersions'] : [];
  stored.forEach((one: unknown, index) => {
    if (versions.some((version) => version['name'] === one)) return;
    errors.push(
      fieldError.invalid(
        `status.storedVersions[${index}]`,
        one,
        'missing from spec.versions; must remain in spec.versions',
      ),
    );
  });
  return errors;
}

function versionsOf(spec: JsonObject): JsonObject[] {
  return Array.isArray(spec['versions']) ? spec['versions'].filter(isObject) : [];
}
