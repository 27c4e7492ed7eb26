import type { KubernetesObject } from '../../../../lambdas/core/kubernetes.ts';
import { EVENT, SECRET } from '../../../../lambdas/core/resources.ts';
import type { Api } from './api.ts';
import { storedType } from './kinds.ts';

/** Everything that is compared, as it stands after a step. */
export interface Observed {
  /** By namespace and name. */
  readonly secrets: ObjectsByPlace;
  readonly externalSecrets: ObjectsByPlace;
  readonly secretStores: ObjectsByPlace;
  /** Cluster-scoped kinds have the empty namespace. */
  readonly clusterSecretStores: ObjectsByPlace;
  readonly clusterExternalSecrets: ObjectsByPlace;
  readonly events: readonly ObservedEvent[];
}

export type ObjectsByPlace = ReadonlyMap<string, ReadonlyMap<string, KubernetesObject>>;

export interface ObservedEvent {
  /** `ExternalSecret/app`. */
  readonly object: string;
  readonly namespace: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  /** Changes whenever the Event is written, repeated ones included. */
  readonly revision: string;
}

/** Reads the whole cluster. */
export async function observe(api: Api): Promise<Observed> {
  const eso = async (kind: Parameters<typeof storedType>[0]) => {
    const type = storedType(kind);
    return type === undefined ? new Map() : byPlace(await api.list(type));
  };
  return {
    secrets: byPlace(await api.list(SECRET)),
    externalSecrets: await eso('ExternalSecret'),
    secretStores: await eso('SecretStore'),
    clusterSecretStores: await eso('ClusterSecretStore'),
    clusterExternalSecrets: await eso('ClusterExternalSecret'),
    events: (await api.list(EVENT)).map(readEvent),
  };
}

function byPlace(objects: readonly KubernetesObject[]): ObjectsByPlace {
  const places = Map.groupBy(objects, ({ metadata }) => metadata.namespace ?? '');
  return new Map(
    [...places].map(([place, items]) => [place, new Map(items.map((item) => [item.metadata.name, item]))]),
  );
}

interface EventFields {
  readonly involvedObject?: { readonly kind?: string; readonly name?: string; readonly namespace?: string };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
}

function readEvent(event: KubernetesObject): ObservedEvent {
  const { involvedObject, type = '', reason = '', message = '' } = event as EventFields;
  return {
    object: `${involvedObject?.kind}/${involvedObject?.name}`,
    namespace: involvedObject?.namespace ?? '',
    type,
    reason,
    message,
    revision: `${event.metadata.namespace}/${event.metadata.name}/${event.metadata.resourceVersion}`,
  };
}
