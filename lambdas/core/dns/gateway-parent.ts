import * as v from 'valibot';
import type { KubernetesObject } from '../kubernetes.ts';

/** Parents of a route: those that its spec names and whose controller says that it took the route. */

const GROUP = 'gateway.networking.k8s.io';

const ParentRef = v.object({
  group: v.nullish(v.string(), GROUP),
  kind: v.nullish(v.string(), 'Gateway'),
  namespace: v.nullish(v.string(), ''),
  name: v.string(),
  sectionName: v.nullish(v.string(), ''),
  port: v.nullish(v.number()),
});

const Route = v.object({
  spec: v.object({ parentRefs: v.nullish(v.array(ParentRef), []) }),
  status: v.nullish(
    v.object({
      parents: v.nullish(
        v.array(
          v.object({
            parentRef: ParentRef,
            conditions: v.nullish(v.array(v.object({ type: v.string(), status: v.string() })), []),
          }),
        ),
        [],
      ),
    }),
    {},
  ),
});

export interface RouteParent {
  readonly namespace: string;
  readonly name: string;
}

export interface AcceptedParent extends RouteParent {
  /** Empty: any listener. */
  readonly sectionName: string;
  readonly port: number | undefined;
}

/** Gateways that accepted a route, and ListenerSets that did, which are not supported. */
export function readParents(object: KubernetesObject): {
  readonly accepted: readonly AcceptedParent[];
  readonly listenerSets: readonly RouteParent[];
} {
  const parsed = v.safeParse(Route, object);
  if (!parsed.success) return { accepted: [], listenerSets: [] };
  const { spec, status } = parsed.output;
  const own = object.metadata.namespace ?? '';
  const keyOf = (ref: v.InferOutput<typeof ParentRef>) =>
    [ref.group, ref.kind, ref.namespace === '' ? own : ref.namespace, ref.name].join('/');
  const wanted = new Set((spec.parentRefs ?? []).map(keyOf));
  const taken = (status?.parents ?? [])
    .filter(({ conditions }) => (conditions ?? []).some(isAccepted))
    .map(({ parentRef }) => parentRef)
    .filter((ref) => ref.group === GROUP && wanted.has(keyOf(ref)));
  const parents = taken.map(({ kind, namespace, name, sectionName, port }) => ({
    kind,
    namespace: namespace === '' ? own : namespace,
    name,
    sectionName,
    port: port ?? undefined,
  }));
  return {
    accepted: parents.filter(({ kind }) => kind === 'Gateway'),
    listenerSets: parents.filter(({ kind }) => kind === 'ListenerSet'),
  };
}

function isAccepted({ type, status }: { readonly type: string; readonly status: string }): boolean {
  return type === 'Accepted' && status === 'True';
}
