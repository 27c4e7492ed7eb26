import { AwsServiceError } from '../service-error.ts';
import type { StoredParameter } from './parameter.ts';
import { currentVersion } from './parameter.ts';

/** A `ParameterFilters` entry of DescribeParameters and GetParametersByPath. */
export interface ParameterFilter {
  readonly Key: string;
  readonly Option?: string;
  readonly Values?: readonly string[];
}

const DESCRIBE_KEYS = ['Name', 'Type', 'KeyId', 'Path', 'Tier', 'DataType'];
const BY_PATH_KEYS = ['Type', 'KeyId', 'Label'];

/** Refuses keys and options the operation does not take, as the service does. */
export function checkFilters(filters: readonly ParameterFilter[], operation: 'describe' | 'by-path'): void {
  for (const filter of filters) {
    const tag = filter.Key.startsWith('tag:');
    const known =
      operation === 'describe'
        ? DESCRIBE_KEYS.includes(filter.Key) || tag
        : BY_PATH_KEYS.includes(filter.Key);
    if (!known) {
      throw new AwsServiceError(
        'InvalidFilterKey',
        `The following filter key is not valid: ${filter.Key}. Valid filter keys include: ` +
          `[${(operation === 'describe' ? DESCRIBE_KEYS : BY_PATH_KEYS).join(', ')}].`,
      );
    }
    const option = filter.Option ?? defaultOption(filter.Key);
    if (!optionsOf(filter.Key).includes(option)) {
      throw new AwsServiceError(
        'InvalidFilterOption',
        `The following filter option is not valid: ${option}. Valid options include: [${optionsOf(filter.Key).join(', ')}].`,
      );
    }
    if (!tag && (filter.Values ?? []).length === 0) {
      throw new AwsServiceError(
        'InvalidFilterValue',
        `The following filter values are missing : null for filter key ${filter.Key}`,
      );
    }
  }
}

/** Whether a parameter satisfies every filter (AND); the values of one filter are alternatives (OR). */
export function matchesFilters(parameter: StoredParameter, filters: readonly ParameterFilter[]): boolean {
  return filters.every((filter) => matches(parameter, filter));
}

/** Whether `name` lies under `path`, one level deep unless recursive. `/` holds every parameter, flat ones too. */
export function isUnderPath(name: string, path: string, recursive: boolean): boolean {
  const base = path.endsWith('/') ? path : `${path}/`;
  const full = name.startsWith('/') ? name : `/${name}`;
  if (!full.startsWith(base)) return false;
  return recursive || !full.slice(base.length).includes('/');
}

function matches(parameter: StoredParameter, filter: ParameterFilter): boolean {
  const option = filter.Option ?? defaultOption(filter.Key);
  const values = filter.Values ?? [];
  if (filter.Key === 'Path') {
    return values.some((value) => isUnderPath(parameter.name, value, option === 'Recursive'));
  }
  if (filter.Key === 'Label')
    return values.some((value) => parameter.versions.some((entry) => entry.labels.has(value)));
  const actual = fieldOf(parameter, filter.Key);
  if (actual === undefined) return false;
  if (filter.Key.startsWith('tag:') && values.length === 0) return true;
  if (option === 'BeginsWith') return values.some((value) => actual.startsWith(value));
  if (option === 'Contains') return values.some((value) => actual.includes(value));
  return values.includes(actual);
}

function fieldOf(parameter: StoredParameter, key: string): string | undefined {
  if (key.startsWith('tag:')) return parameter.tags.get(key.slice('tag:'.length));
  const version = currentVersion(parameter);
  const fields: Record<string, string | undefined> = {
    Name: parameter.name,
    Type: version.type,
    KeyId: version.keyId,
    Tier: version.tier,
    DataType: version.dataType,
  };
  return fields[key];
}

function defaultOption(key: string): string {
  return key === 'Path' ? 'OneLevel' : 'Equals';
}

function optionsOf(key: string): readonly string[] {
  if (key === 'Path') return ['Recursive', 'OneLevel'];
  if (key === 'Name') return ['BeginsWith', 'Equals', 'Contains'];
  return ['BeginsWith', 'Equals'];
}
