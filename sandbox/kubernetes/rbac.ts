import { isObject, type JsonObject } from './json.ts';
import type { Caller } from './requests/context.ts';
import type { RequestInfo } from './requests/request-info.ts';
import type { ObjectStore } from './store.ts';

const RBAC = 'rbac.authorization.k8s.io';

/** A question to the authorizer: a resource request, or the path of another one. */
export interface Attributes {
  readonly verb: string;
  readonly group: string;
  /** `secrets`, or `externalsecrets/status`. */
  readonly resource: string;
  readonly name: string;
  readonly namespace: string | undefined;
}

export function attributesOf(info: RequestInfo): Attributes {
  const resource = info.subresource === '' ? info.plural : `${info.plural}/${info.subresource}`;
  // A list of one named object is a list of that name (`fieldSelector=metadata.name=x`).
  const selected = /(?:^|,)metadata\.name==?([^,]+)/.exec(info.query.get('fieldSelector') ?? '')?.[1] ?? '';
  // A Namespace counts as being inside itself.
  const own = info.group === '' && info.plural === 'namespaces' && info.name !== '' ? info.name : undefined;
  const namespace = info.namespace ?? own;
  return { verb: info.verb, group: info.group, resource, name: info.name || selected, namespace };
}

/** Whether the stored roles and bindings allow it. `system:masters` may do everything. */
export function isAllowed(store: ObjectStore, caller: Caller, wanted: Attributes): boolean {
  if (caller.groups.includes('system:masters')) return true;
  for (const binding of store.list(`${RBAC}/clusterrolebindings`)) {
    if (binds(binding, caller) && rulesOf(store, binding, undefined).some((rule) => covers(rule, wanted)))
      return true;
  }
  const { namespace } = wanted;
  if (namespace === undefined) return false;
  for (const binding of store.list(`${RBAC}/rolebindings`, namespace)) {
    if (binds(binding, caller) && rulesOf(store, binding, namespace).some((rule) => covers(rule, wanted)))
      return true;
  }
  return false;
}

function binds(binding: JsonObject, caller: Caller): boolean {
  const metadata = isObject(binding['metadata']) ? binding['metadata'] : {};
  return objects(binding['subjects']).some((subject) => {
    if (subject['kind'] === 'Group') return caller.groups.includes(String(subject['name']));
    if (subject['kind'] === 'User') return caller.username === subject['name'];
    const namespace = String(subject['namespace'] ?? metadata['namespace']);
    return caller.username === `system:serviceaccount:${namespace}:${String(subject['name'])}`;
  });
}

function rulesOf(store: ObjectStore, binding: JsonObject, namespace: string | undefined): JsonObject[] {
  const reference = isObject(binding['roleRef']) ? binding['roleRef'] : {};
  const cluster = reference['kind'] === 'ClusterRole';
  const key = `${cluster ? '' : (namespace ?? '')}/${String(reference['name'])}`;
  const role = store.get(`${RBAC}/${cluster ? 'clusterroles' : 'roles'}`, key);
  return objects(role?.['rules']);
}

function covers(rule: JsonObject, wanted: Attributes): boolean {
  const has = (field: string, value: string): boolean => {
    const values = rule[field];
    return Array.isArray(values) && (values.includes('*') || values.includes(value));
  };
  if (!has('verbs', wanted.verb) || !has('apiGroups', wanted.group)) return false;
  const subresource = wanted.resource.split('/')[1];
  if (
    !has('resources', wanted.resource) &&
    !(subresource !== undefined && has('resources', `*/${subresource}`))
  ) {
    return false;
  }
  const names = rule['resourceNames'];
  return !Array.isArray(names) || names.length === 0 || names.includes(wanted.name);
}

/** The reason in a 403: who may not do what, where. */
export function denial(caller: Caller, wanted: Attributes): string {
  const where =
    wanted.namespace === undefined ? 'at the cluster scope' : `in the namespace "${wanted.namespace}"`;
  return `User "${caller.username}" cannot ${wanted.verb} resource "${wanted.resource}" in API group "${wanted.group}" ${where}`;
}

function objects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
