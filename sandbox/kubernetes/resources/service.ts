import { createHash } from 'node:crypto';
import { isObject, type JsonObject } from '../json.ts';
import { type FieldError, fieldError } from '../schema/field-error.ts';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
/** First port of the range a kubeadm API server allocates node ports from, and its size. */
const NODE_PORT_FIRST = 30_000;
const NODE_PORTS = 2768;

/** What the API server fills in while decoding a Service. */
export function defaultService(service: JsonObject): void {
  const spec = isObject(service['spec']) ? { ...service['spec'] } : {};
  spec['type'] ??= 'ClusterIP';
  spec['sessionAffinity'] ??= 'None';
  const type = spec['type'];
  if (type === 'NodePort' || type === 'LoadBalancer') spec['externalTrafficPolicy'] ??= 'Cluster';
  if (type !== 'ExternalName') spec['internalTrafficPolicy'] ??= 'Cluster';
  if (type === 'LoadBalancer') spec['allocateLoadBalancerNodePorts'] ??= true;
  if (Array.isArray(spec['ports'])) {
    spec['ports'] = spec['ports'].map((port: unknown) => (isObject(port) ? defaultPort(port) : port));
  }
  service['spec'] = spec;
}

function defaultPort(port: JsonObject): JsonObject {
  return { ...port, protocol: port['protocol'] ?? 'TCP', targetPort: port['targetPort'] ?? port['port'] };
}

/** Addresses and node ports, which the server allocates and nobody owns. They follow from the uid. */
export function allocateService(service: JsonObject, live: JsonObject | undefined): void {
  const spec = isObject(service['spec']) ? { ...service['spec'] } : {};
  const before = isObject(live?.['spec']) ? live['spec'] : {};
  const metadata = isObject(service['metadata']) ? service['metadata'] : {};
  const digest = createHash('sha256').update(String(metadata['uid'])).digest();
  if (spec['type'] !== 'ExternalName') {
    const address = `10.96.${digest[0] ?? 0}.${Math.max(digest[1] ?? 1, 2)}`;
    spec['clusterIP'] ??= before['clusterIP'] ?? address;
    spec['clusterIPs'] ??= before['clusterIPs'] ?? [spec['clusterIP']];
    spec['ipFamilies'] ??= before['ipFamilies'] ?? ['IPv4'];
    spec['ipFamilyPolicy'] ??= before['ipFamilyPolicy'] ?? 'SingleStack';
  }
  const wantsPorts = spec['type'] === 'NodePort' || spec['type'] === 'LoadBalancer';
  if (wantsPorts && spec['allocateLoadBalancerNodePorts'] !== false && Array.isArray(spec['ports'])) {
    spec['ports'] = spec['ports'].map((port: unknown, index) =>
      isObject(port) ? withNodePort(port, index, { before, digest }) : port,
    );
  }
  service['spec'] = spec;
  service['status'] ??= { loadBalancer: {} };
}

interface Allocation {
  readonly before: JsonObject;
  readonly digest: Buffer;
}

function withNodePort(port: JsonObject, index: number, { before, digest }: Allocation): JsonObject {
  if (port['nodePort'] !== undefined && port['nodePort'] !== 0) return port;
  const ports = Array.isArray(before['ports']) ? before['ports'] : [];
  const same: unknown = ports.find((one: unknown) => isObject(one) && one['port'] === port['port']);
  const kept = isObject(same) ? same['nodePort'] : undefined;
  const offset = (digest.readUInt16BE(2) + index) % NODE_PORTS;
  return { ...port, nodePort: kept ?? NODE_PORT_FIRST + offset };
}

/** The rules for Services that manifests meet. */
export function validateService(service: JsonObject): FieldError[] {
  const spec = isObject(service['spec']) ? service['spec'] : {};
  const errors: FieldError[] = [];
  const type = spec['type'];
  const ports = Array.isArray(spec['ports']) ? spec['ports'] : [];
  const headless = spec['clusterIP'] === 'None';
  if (ports.length === 0 && type !== 'ExternalName' && !headless)
    errors.push(fieldError.required('spec.ports'));
  if (!TYPES.includes(String(type))) errors.push(fieldError.unsupported('spec.type', type, TYPES));
  if (type === 'ExternalName' && (spec['externalName'] ?? '') === '') {
    errors.push(fieldError.required('spec.externalName'));
  }
  ports.forEach((port: unknown, index) => {
    const number = isObject(port) ? port['port'] : undefined;
    if (typeof number !== 'number' || number < 1 || number > 65_535) {
      errors.push(
        fieldError.invalid(
          `spec.ports[${index}].port`,
          number ?? 0,
          'must be between 1 and 65535, inclusive',
        ),
      );
    }
    if (ports.length > 1 && isObject(port) && (port['name'] ?? '') === '') {
      errors.push(fieldError.required(`spec.ports[${index}].name`));
    }
  });
  return errors;
}
