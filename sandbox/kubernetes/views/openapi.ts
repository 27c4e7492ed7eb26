import type { JsonObject } from '../json.ts';
import type { Registry } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import { groupsOf } from './discovery.ts';

/** The answer to an `/openapi/v3` path: what kubectl needs to validate fields and to explain kinds. */
export function openApi(registry: Registry, pathname: string): JsonObject | undefined {
  if (pathname === '/openapi/v3') return index(registry);
  const match = /^\/openapi\/v3\/(?:api\/(v1)|apis\/([^/]+)\/([^/]+))$/.exec(pathname);
  if (match === null) return undefined;
  const [, core, group = '', version = core ?? ''] = match;
  const resources = registry.resources.filter((one) => one.group === group && one.version === version);
  return resources.length === 0 ? undefined : document(resources);
}

function index(registry: Registry): JsonObject {
  const paths: JsonObject = { 'api/v1': { serverRelativeURL: '/openapi/v3/api/v1' } };
  for (const group of groupsOf(registry)) {
    for (const { version } of registry.resources.filter((one) => one.group === group)) {
      const path = `apis/${group}/${version}`;
      paths[path] = { serverRelativeURL: `/openapi/v3/${path}` };
    }
  }
  return { paths };
}

function document(resources: readonly Resource[]): JsonObject {
  const paths: JsonObject = {};
  const schemas: JsonObject = {};
  for (const resource of resources) {
    const id = { group: resource.group, version: resource.version, kind: resource.kind };
    schemas[`${resource.group}.${resource.version}.${resource.kind}`] = {
      ...resource.schema,
      'x-kubernetes-group-version-kind': [id],
    };
    const root =
      resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
    const scope = resource.namespaced ? '/namespaces/{namespace}' : '';
    const parameters = ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map((name) => ({
      name,
      in: 'query',
      schema: { type: name === 'force' ? 'boolean' : 'string' },
    }));
    const operation = { parameters, responses: {}, 'x-kubernetes-group-version-kind': id };
    paths[`${root}${scope}/${resource.plural}/{name}`] = {
      patch: { ...operation, 'x-kubernetes-action': 'patch' },
      put: { ...operation, 'x-kubernetes-action': 'put' },
    };
    paths[`${root}${scope}/${resource.plural}`] = { post: { ...operation, 'x-kubernetes-action': 'post' } };
  }
  const info = { title: 'Kubernetes', version: 'sandbox' };
  return { openapi: '3.0.0', info, paths, components: { schemas } };
}
