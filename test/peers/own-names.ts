import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import type { EsoCase } from '../corpus/drivers/eso/case.ts';

/** Names that a recording shares with others, and its own ones in their place. */
export type Renames = ReadonlyMap<string, string>;

const CLUSTER_WIDE: readonly string[] = ['ClusterSecretStore', 'ClusterExternalSecret'];
const INTERVALS: readonly string[] = ['ExternalSecret', 'ClusterExternalSecret'];

/**
 * Cluster-wide objects get the recording's name behind their own, and so do parameters and secrets that another
 * recording has with another content (`known`, by name). The namespace becomes the recording's name.
 */
export function renamesOf(
  { name, namespace, aws = {} }: EsoCase,
  objects: readonly KubernetesObject[],
  known: Map<string, string>,
): Renames {
  const values = [...(aws.ssm ?? []), ...(aws.secretsmanager ?? [])].filter((value) => {
    const content = JSON.stringify(value);
    const first = known.get(value.name) ?? content;
    known.set(value.name, first);
    return first !== content;
  });
  const shared = objects
    .filter(({ kind }) => CLUSTER_WIDE.includes(kind))
    .map(({ metadata }) => metadata.name);
  const own = [...shared, ...values.map((value) => value.name)];
  return new Map([...own.map((text) => [text, `${text}-${name}`] as const), [namespace, name]]);
}

const NAMING_FIELDS: readonly string[] = ['name', 'namespace', 'key'];

/** Replaces names in every field that names something, and nowhere else. */
export function rename<T>(value: T, renames: Renames): T {
  if (Array.isArray(value)) return value.map((item) => rename(item, renames)) as T;
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, field]) => {
    const isName = NAMING_FIELDS.includes(key) && typeof field === 'string';
    return [key, isName ? (renames.get(field) ?? field) : rename(field, renames)];
  });
  return Object.fromEntries(entries) as T;
}

/** An ExternalSecret that is refreshed at all is refreshed that often. */
export function withRefreshInterval(object: KubernetesObject, refreshInterval: string): KubernetesObject {
  if (!INTERVALS.includes(object.kind) || !isObject(object['spec'])) return object;
  const spec = object['spec'];
  if (object.kind === 'ClusterExternalSecret') {
    const inner = isObject(spec['externalSecretSpec']) ? spec['externalSecretSpec'] : {};
    return { ...object, spec: { ...spec, externalSecretSpec: often(inner, refreshInterval) } };
  }
  return { ...object, spec: often(spec, refreshInterval) };
}

type Fields = Readonly<Record<string, unknown>>;

function often(spec: Fields, refreshInterval: string): Fields {
  const given = spec['refreshInterval'];
  return given === '0' || given === '0s' ? spec : { ...spec, refreshInterval };
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
