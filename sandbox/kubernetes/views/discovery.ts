import type { JsonObject } from '../json.ts';
import type { Registry } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';

/** Version of the API server whose behaviour is modelled. */
export const SERVER_VERSION = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  gitVersion: 'v1.36.3+sluice-sandbox',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: 'node',
  platform: 'sandbox',
};

/** Versions of a group, the preferred one first: stable before beta before alpha, then the higher number. */
function versionsOf(registry: Registry, group: string): string[] {
  const versions = new Set(registry.resources.filter((one) => one.group === group).map((one) => one.version));
  return [...versions].sort((left, right) => rank(right) - rank(left));
}

function rank(version: string): number {
  const [, major = '0', stage = '', minor = '0'] = /^v(\d+)(alpha|beta)?(\d+)?$/.exec(version) ?? [];
  const stages: Readonly<Record<string, number>> = { '': 2, beta: 1, alpha: 0 };
  return (stages[stage] ?? 0) * 1_000_000 + Number(major) * 1000 + Number(minor);
}

function groupEntry(registry: Registry, group: string): JsonObject {
  const versions = versionsOf(registry, group).map((version) => ({
    groupVersion: `${group}/${version}`,
    version,
  }));
  return { name: group, versions, preferredVersion: versions[0] };
}

/** Groups besides the core one. */
export function groupsOf(registry: Registry): string[] {
  return [...new Set(registry.resources.map((one) => one.group))].filter((group) => group !== '').sort();
}

/** The answer to a discovery path; undefined when it is none. */
export function discover(registry: Registry, pathname: string): JsonObject | undefined {
  const parts = pathname.split('/').filter((part) => part !== '');
  if (pathname === '/version') return SERVER_VERSION;
  if (pathname === '/api') {
    const serverAddressByClientCIDRs: readonly unknown[] = [];
    return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs };
  }
  if (pathname === '/apis') {
    const groups = groupsOf(registry).map((group) => groupEntry(registry, group));
    return { kind: 'APIGroupList', apiVersion: 'v1', groups };
  }
  if (parts[0] === 'api' && parts.length === 2) return resourceList(registry, '', parts[1] ?? '');
  if (parts[0] !== 'apis') return undefined;
  const [, group = '', version = ''] = parts;
  if (parts.length === 2 && groupsOf(registry).includes(group)) {
    return { kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(registry, group) };
  }
  return parts.length === 3 ? resourceList(registry, group, version) : undefined;
}

function resourceList(registry: Registry, group: string, version: string): JsonObject | undefined {
  const found = registry.resources.filter((one) => one.group === group && one.version === version);
  const extra = group === 'authorization.k8s.io' && version === 'v1' ? ACCESS_REVIEWS : [];
  if (found.length + extra.length === 0) return undefined;
  const groupVersion = group === '' ? version : `${group}/${version}`;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: [...found.flatMap(entries), ...extra],
  };
}

const ACCESS_REVIEWS = ['SelfSubjectAccessReview', 'SubjectAccessReview'].map((kind) => ({
  name: `${kind.toLowerCase()}s`,
  singularName: kind.toLowerCase(),
  namespaced: false,
  kind,
  verbs: ['create'],
}));

function entries(resource: Resource): JsonObject[] {
  const { plural, singular, namespaced, kind } = resource;
  const main: JsonObject = {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  };
  if (resource.shortNames.length > 0) main['shortNames'] = resource.shortNames;
  if (resource.categories.length > 0) main['categories'] = resource.categories;
  if (!resource.hasStatus) return [main];
  const verbs = ['get', 'patch', 'update'];
  return [main, { name: `${plural}/status`, singularName: '', namespaced, kind, verbs }];
}
