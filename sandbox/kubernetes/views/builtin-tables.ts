import { isObject, type JsonObject } from '../json.ts';
import type { Resource } from '../resources/resource.ts';
import { type Column, formatAge, readPath } from './table.ts';

const NAME: Column = { name: 'Name', cell: (object) => readPath(object, '.metadata.name') };
const AGE: Column = {
  name: 'Age',
  cell: (object, now) => age(readPath(object, '.metadata.creationTimestamp'), now),
};

function age(time: unknown, now: number): string {
  return typeof time === 'string' ? formatAge(now - Date.parse(time)) : '<unknown>';
}

function column(name: string, read: (object: JsonObject) => unknown, priority = 0): Column {
  return { name, priority, cell: read };
}

function at(path: string, missing: unknown = '<none>'): (object: JsonObject) => unknown {
  return (object) => readPath(object, path) ?? missing;
}

function countOf(...paths: readonly string[]): (object: JsonObject) => number {
  return (object) =>
    paths.reduce((sum, path) => {
      const value = readPath(object, path);
      return sum + (isObject(value) || Array.isArray(value) ? Object.keys(value).length : 0);
    }, 0);
}

function loadBalancer(object: JsonObject): string {
  const ingress = readPath(object, '.status.loadBalancer.ingress');
  const points = Array.isArray(ingress) ? ingress.filter(isObject) : [];
  return points.map((point) => String(point['ip'] ?? point['hostname'])).join(',');
}

function hosts(object: JsonObject): string {
  const rules = readPath(object, '.spec.rules');
  const names = (Array.isArray(rules) ? rules.filter(isObject) : [])
    .map((rule) => rule['host'])
    .filter((host) => typeof host === 'string' && host !== '');
  if (names.length === 0) return '*';
  return names.length <= 3 ? names.join(',') : `${names.slice(0, 3).join(',')} + ${names.length - 3} more...`;
}

function externalIp(object: JsonObject): string {
  const type = readPath(object, '.spec.type');
  const own = readPath(object, '.spec.externalIPs');
  const listed = Array.isArray(own) ? own.join(',') : '';
  if (type === 'ExternalName') return String(readPath(object, '.spec.externalName'));
  if (type !== 'LoadBalancer') return listed === '' ? '<none>' : listed;
  return [loadBalancer(object), listed].filter((part) => part !== '').join(',') || '<pending>';
}

function ports(object: JsonObject): string {
  const list = readPath(object, '.spec.ports');
  const written = (Array.isArray(list) ? list.filter(isObject) : []).map((port) => {
    const node = port['nodePort'] === undefined ? '' : `:${String(port['nodePort'])}`;
    return `${String(port['port'])}${node}/${String(port['protocol'])}`;
  });
  return written.length === 0 ? '<none>' : written.join(',');
}

function involved(object: JsonObject): string {
  const kind = String(readPath(object, '.involvedObject.kind')).toLowerCase();
  return `${kind}/${String(readPath(object, '.involvedObject.name'))}`;
}

const TABLES: Readonly<Record<string, readonly Column[]>> = {
  '/secrets': [NAME, column('Type', at('.type')), column('Data', countOf('.data')), AGE],
  '/configmaps': [NAME, column('Data', countOf('.data', '.binaryData')), AGE],
  '/namespaces': [NAME, column('Status', at('.status.phase')), AGE],
  '/nodes': [
    NAME,
    column('Status', nodeStatus),
    AGE,
    column('Version', at('.status.nodeInfo.kubeletVersion', '')),
  ],
  '/services': [
    NAME,
    column('Type', at('.spec.type')),
    column('Cluster-IP', at('.spec.clusterIP')),
    column('External-IP', externalIp),
    column('Port(s)', ports),
    AGE,
    column('Selector', selector, 1),
  ],
  '/events': [
    { name: 'Last Seen', cell: (object, now) => age(lastSeen(object), now) },
    column('Type', at('.type')),
    column('Reason', at('.reason')),
    column('Object', involved),
    column('Message', (object) => String(readPath(object, '.message') ?? '').trim()),
  ],
  'networking.k8s.io/ingresses': [
    NAME,
    column('Class', at('.spec.ingressClassName')),
    column('Hosts', hosts),
    column('Address', loadBalancer),
    column('Ports', (object) => (readPath(object, '.spec.tls') === undefined ? '80' : '80, 443')),
    AGE,
  ],
  'coordination.k8s.io/leases': [NAME, column('Holder', at('.spec.holderIdentity', '')), AGE],
  'rbac.authorization.k8s.io/rolebindings': [NAME, column('Role', role), AGE],
  'rbac.authorization.k8s.io/clusterrolebindings': [NAME, column('Role', role), AGE],
  'rbac.authorization.k8s.io/roles': [NAME, created()],
  'rbac.authorization.k8s.io/clusterroles': [NAME, created()],
  'apiextensions.k8s.io/customresourcedefinitions': [NAME, created()],
};

function created(): Column {
  return { ...column('Created At', at('.metadata.creationTimestamp')), type: 'date' };
}

function nodeStatus(object: JsonObject): string {
  const ready = readPath(object, '.status.conditions[?(@.type=="Ready")].status');
  if (ready === undefined) return 'Unknown';
  return ready === 'True' ? 'Ready' : 'NotReady';
}

function selector(object: JsonObject): string {
  const labels = readPath(object, '.spec.selector');
  if (!isObject(labels)) return '<none>';
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',');
}

function role(object: JsonObject): string {
  return `${String(readPath(object, '.roleRef.kind'))}/${String(readPath(object, '.roleRef.name'))}`;
}

function lastSeen(event: JsonObject): unknown {
  return (
    readPath(event, '.series.lastObservedTime') ??
    readPath(event, '.lastTimestamp') ??
    readPath(event, '.eventTime') ??
    readPath(event, '.metadata.creationTimestamp')
  );
}

/** The columns of a built-in kind; undefined for custom resources, which declare their own. */
export function builtinTable(resource: Resource): readonly Column[] | undefined {
  if (resource.columns.length > 0) return undefined;
  return TABLES[`${resource.group}/${resource.plural}`] ?? [NAME, AGE];
}
