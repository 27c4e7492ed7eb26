import type { Transport } from '../../lambdas/adapters/kubernetes/http.ts';
import { resourcePath } from '../../lambdas/adapters/kubernetes/resource-path.ts';
import type { KubernetesObject, ResourceType } from '../../lambdas/core/kubernetes.ts';
import {
  CONFIG_MAP,
  EVENT,
  INGRESS,
  LEASE,
  NAMESPACE,
  SECRET,
  SERVICE,
} from '../../lambdas/core/resources.ts';
import { type ControlPlane, startControlPlane } from '../../sandbox/control-plane/control-plane.ts';
import { installDefinitions } from '../../sandbox/control-plane/install-definitions.ts';
import { Administrator } from '../../sandbox/runtime/administrator.ts';
import { createCertificateAuthority } from '../../sandbox/runtime/certificate-authority.ts';
import type { CaseServer, OpenCaseServer } from '../corpus/driver.ts';
import { awaitCollection } from './await-collection.ts';
import { definitionsOf, readRealDefinitions } from './definitions.ts';

/** One real API server for all cases of a run, one after the other. */
export interface CaseServers {
  readonly open: OpenCaseServer;
  /** Stops it. `keepLogs` leaves its logs. */
  stop(keepLogs: boolean): Promise<void>;
  /** Where the logs are. */
  readonly logs: string;
  /** For programs of their own beside the functions. */
  readonly plane: ControlPlane;
}

/**
 * Starts etcd and kube-apiserver with the definitions that `SLUICE_REAL_CRDS` asks for. Every case begins without
 * objects: what is left of the one before is deleted, which takes milliseconds where a new server takes seconds.
 */
export async function startCaseServers(): Promise<CaseServers> {
  const plane = await startControlPlane({ certificates: createCertificateAuthority(), watchCache: false });
  try {
    const administrator = new Administrator(plane.transport);
    await installDefinitions(
      { administrator, transport: plane.transport },
      await readRealDefinitions(definitionsOf()),
    );
    const own = new Set((await list(plane.transport, NAMESPACE)).map(({ metadata }) => metadata.name));
    return { open: (options) => openCase(plane, own, options), stop: plane.stop, logs: plane.logs, plane };
  } catch (error) {
    await plane.stop(true);
    throw error;
  }
}

async function openCase(
  plane: ControlPlane,
  ownNamespaces: ReadonlySet<string>,
  { collectsGarbage }: Parameters<OpenCaseServer>[0],
): Promise<CaseServer> {
  const { transport } = plane;
  await removeEverything(transport, ownNamespaces);
  const controllers = collectsGarbage ? await plane.startControllers() : undefined;
  return {
    transport,
    startsAt: Date.now(),
    collectGarbage: () => (controllers === undefined ? 0 : awaitCollection(() => listOwned(transport))),
    close: async () => await controllers?.stop(),
  };
}

const ESO = 'external-secrets.io';
const GATEWAY = 'gateway.networking.k8s.io';
/** Everything that cases and functions make, namespaces aside. */
const TYPES: readonly ResourceType[] = [
  ...['externalsecrets', 'secretstores'].map((plural) => custom(ESO, 'v1', plural, true)),
  ...['clustersecretstores', 'clusterexternalsecrets'].map((plural) => custom(ESO, 'v1', plural, false)),
  custom('externaldns.k8s.io', 'v1alpha1', 'dnsendpoints', true),
  ...['gateways', 'httproutes', 'grpcroutes', 'tlsroutes'].map((plural) =>
    custom(GATEWAY, 'v1', plural, true),
  ),
  custom('', 'v1', 'serviceaccounts', true),
  custom('', 'v1', 'pods', true),
  custom('', 'v1', 'nodes', false),
  custom('discovery.k8s.io', 'v1', 'endpointslices', true),
  SECRET,
  CONFIG_MAP,
  EVENT,
  SERVICE,
  INGRESS,
  LEASE,
];
const OWNED = TYPES.filter(({ plural }) =>
  ['externalsecrets', 'clusterexternalsecrets', 'secrets'].includes(plural),
);

function custom(group: string, version: string, plural: string, namespaced: boolean): ResourceType {
  return { group, version, plural, namespaced, kind: plural };
}

async function listOwned(transport: Transport): Promise<readonly KubernetesObject[]> {
  return (await Promise.all(OWNED.map((type) => list(transport, type)))).flat();
}

/** Objects first, then namespaces, which end at once when they are told that they are empty. */
async function removeEverything(transport: Transport, ownNamespaces: ReadonlySet<string>): Promise<void> {
  const inOwn = ({ metadata: { namespace = '' } }: KubernetesObject) => namespace.startsWith('kube-');
  await Promise.all(
    TYPES.map(async (type) => {
      const objects = (await list(transport, type)).filter(
        (object) => !inOwn(object) && !isServersOwn(object),
      );
      await Promise.all(objects.map((object) => remove(transport, type, object)));
    }),
  );
  const namespaces = await list(transport, NAMESPACE);
  const foreign = namespaces.filter(({ metadata }) => !ownNamespaces.has(metadata.name));
  await Promise.all(foreign.map((namespace) => removeNamespace(transport, namespace)));
}

/** The Service `kubernetes` and what belongs to it come back when they are deleted. */
function isServersOwn({ metadata: { namespace, name } }: KubernetesObject): boolean {
  return namespace === 'default' && name === 'kubernetes';
}

async function remove(transport: Transport, type: ResourceType, object: KubernetesObject): Promise<void> {
  const { namespace, name, finalizers = [] } = object.metadata;
  const path = resourcePath(type, { namespace, name });
  if (finalizers.length > 0) await demand(transport, 'PATCH', path, { metadata: { finalizers: null } });
  await demand(transport, 'DELETE', path, { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0 });
}

async function removeNamespace(
  transport: Transport,
  { metadata: { name } }: KubernetesObject,
): Promise<void> {
  const path = resourcePath(NAMESPACE, { name });
  await demand(transport, 'DELETE', path);
  const empty = { apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: { finalizers: [] } };
  await demand(transport, 'PUT', `${path}/finalize`, empty);
}

async function demand(
  transport: Transport,
  method: 'PATCH' | 'DELETE' | 'PUT',
  path: string,
  content?: object,
): Promise<void> {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const body = content === undefined ? {} : { body: JSON.stringify(content) };
  const headers = { accept: 'application/json', 'content-type': type };
  const response = await transport({ method, path, headers, ...body });
  if (response.status < 300 || response.status === 404) return;
  throw new Error(`cleaning up after a case: ${method} ${path}: ${response.status} ${response.body}`);
}

async function list(transport: Transport, type: ResourceType): Promise<readonly KubernetesObject[]> {
  const { status, body } = await transport({ method: 'GET', path: resourcePath(type), headers: {} });
  if (status === 404) return [];
  return (JSON.parse(body) as { readonly items: readonly KubernetesObject[] }).items;
}
