import type { ResourceType } from '../../core/kubernetes.ts';

/** `/api/v1` or `/apis/<group>/<version>`. */
export function groupVersionPath(type: Pick<ResourceType, 'group' | 'version'>): string {
  return type.group === '' ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`;
}

/** What names one URL below a group version. */
export interface PathParts {
  readonly namespace?: string | undefined;
  readonly name?: string;
  readonly subresource?: 'status';
  /** Query parameters; undefined values are left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
}

/** Path and query of a collection, an object or its subresource; every part is percent-encoded. */
export function resourcePath(type: ResourceType, parts: PathParts = {}): string {
  const segments = [groupVersionPath(type)];
  if (type.namespaced && parts.namespace !== undefined) {
    segments.push('namespaces', encodeURIComponent(parts.namespace));
  }
  segments.push(type.plural);
  if (parts.name !== undefined) segments.push(encodeURIComponent(parts.name));
  if (parts.subresource !== undefined) segments.push(parts.subresource);
  return segments.join('/') + queryString(parts.query ?? {});
}

function queryString(query: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${encodeURIComponent(value)}`],
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
