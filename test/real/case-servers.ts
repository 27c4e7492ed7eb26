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
import { isServersOwn } from './servers-own.ts';
import { type RememberedWrites, rememberWrites } from './written-objects.ts';

/** One real API server for all cases of a run, one after the other. */
export interface CaseServers {
  readonly open: OpenCaseServer;
  /** Removes what the last case left. Rejects when anything is left then. */
  verifyEmpty(): Promise<void>;
  /** Stops it. `keepLogs` leaves its logs. */
  stop(keepLogs: boolean): Promise<void>;
  /** Where the logs are. */
  readonly logs: string;
  /** For programs of their own beside the functions. */
  readonly plane: ControlPlane;
}

/** What no case reads: who asked for what. */
const NO_AUDIT = { 'audit-log-path': '' };

/**
 * Starts etcd and kube-apiserver with the definitions that `SLUICE_REAL_CRDS` asks for. Every case begins without
 * objects: what is left of the one before is deleted, which takes milliseconds where a new server takes seconds.
 * @param othersWrite whether programs of their own write as well: what they leave is looked for. @default what is
 * written through the transports of cases is remembered, and nothing else deleted
 */
export async function startCaseServers({ othersWrite = false } = {}): Promise<CaseServers> {
  const certificates = createCertificateAuthority();
  const plane = await startControlPlane({ certificates, watchCache: false, flags: NO_AUDIT });
  const { transport } = plane;
  try {
    const administrator = new Administrator(transport);
    await installDefinitions({ administrator, transport }, await readRealDefinitions(definitionsOf()));
    const own = new Set((await list(transport, NAMESPACE)).map(({ metadata }) => metadata.name));
    let last: RememberedWrites | undefined;
    const clear = async () => {
      const paths = othersWrite ? await findLeft(transport, own) : [...(last?.paths ?? [])];
      await removeAll(transport, paths, own);
    };
    return {
      async open(options) {
        await clear();
        last = rememberWrites(transport);
        return openCase(plane, last.transport, options);
      },
      async verifyEmpty() {
        await clear();
        const left = await findLeft(transport, own);
        if (left.length > 0) throw new Error(`cases left what they do not remember: ${left.join(', ')}`);
      },
      stop: plane.stop,
      logs: plane.logs,
      plane,
    };
  } catch (error) {
    await plane.stop(true);
    throw error;
  }
}

async function openCase(
  plane: ControlPlane,
  transport: Transport,
  { collectsGarbage }: Parameters<OpenCaseServer>[0],
): Promise<CaseServer> {
  const controllers = collectsGarbage ? await plane.startControllers() : undefined;
  return {
    transport,
    startsAt: Date.now(),
    collectGarbage: () => (controllers === undefined ? 0 : awaitCollection(() => listOwned(plane.transport))),
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

/** Paths of everything that is neither the server's own nor a namespace of its own. */
async function findLeft(
  transport: Transport,
  ownNamespaces: ReadonlySet<string>,
): Promise<readonly string[]> {
  const inOwn = ({ metadata: { namespace = '' } }: KubernetesObject) => namespace.startsWith('kube-');
  const paths = await Promise.all(
    TYPES.map(async (type) =>
      (await list(transport, type))
        .filter((object) => !inOwn(object) && !isServersOwn(object))
        .map(({ metadata: { namespace, name } }) => resourcePath(type, { namespace, name })),
    ),
  );
  const namespaces = (await list(transport, NAMESPACE)).map(({ metadata }) => metadata.name);
  const foreign = namespaces.filter((name) => !ownNamespaces.has(name));
  return [...paths.flat(), ...foreign.map((name) => resourcePath(NAMESPACE, { name }))];
}

/** Objects first, then namespaces, which end at once when they are told that they are empty. */
async function removeAll(
  transport: Transport,
  paths: readonly string[],
  ownNamespaces: ReadonlySet<string>,
): Promise<void> {
  const namespaceOf = (path: string) =>
    /^\/api\/v1\/namespaces\/(?<name>[^\/]+)$/v.exec(path)?.groups?.['name'];
  const objects = paths.filter((path) => namespaceOf(path) === undefined);
  await Promise.all(objects.map((path) => remove(transport, path)));
  const namespaces = paths.map(namespaceOf).filter((name) => name !== undefined && !ownNamespaces.has(name));
  await Promise.all(namespaces.map((name) => removeNamespace(transport, name ?? '')));
}

async function remove(transport: Transport, path: string): Promise<void> {
  const options = { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0 };
  const { metadata } = JSON.parse(await demand(transport, 'DELETE', path, options)) as {
    readonly metadata?: { readonly finalizers?: readonly string[] };
  };
  // What waits for its finalizers is answered with the object.
  if (metadata?.finalizers !== undefined)
    await demand(transport, 'PATCH', path, { metadata: { finalizers: null } });
}

async function removeNamespace(transport: Transport, name: string): Promise<void> {
  const path = resourcePath(NAMESPACE, { name });
  await demand(transport, 'DELETE', path);
  const empty = { apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: { finalizers: [] } };
  await demand(transport, 'PUT', `${path}/finalize`, empty);
}

/** What it was answered; of what is not there, too. */
async function demand(
  transport: Transport,
  method: 'PATCH' | 'DELETE' | 'PUT',
  path: string,
  content?: object,
): Promise<string> {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const body = content === undefined ? {} : { body: JSON.stringify(content) };
  const headers = { accept: 'application/json', 'content-type': type };
  const response = await transport({ method, path, headers, ...body });
  if (response.status < 300 || response.status === 404) return response.body;
  throw new Error(`cleaning up after a case: ${method} ${path}: ${response.status} ${response.body}`);
}

async function list(transport: Transport, type: ResourceType): Promise<readonly KubernetesObject[]> {
  const { status, body } = await transport({ method: 'GET', path: resourcePath(type), headers: {} });
  if (status === 404) return [];
  return (JSON.parse(body) as { readonly items: readonly KubernetesObject[] }).items;
}
