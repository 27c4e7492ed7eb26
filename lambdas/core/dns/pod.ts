import * as v from 'valibot';
import type { KubernetesObject } from '../kubernetes.ts';

/** A Pod, as far as Services behind it are published. */
export interface Pod {
  readonly object: KubernetesObject;
  readonly hostname: string;
  readonly nodeName: string;
  readonly hostIp: string;
  readonly running: boolean;
  readonly ready: boolean;
  readonly terminating: boolean;
}

const PodShape = v.object({
  spec: v.nullish(v.object({ hostname: v.nullish(v.string(), ''), nodeName: v.nullish(v.string(), '') }), {}),
  status: v.nullish(
    v.object({
      phase: v.nullish(v.string(), ''),
      hostIP: v.nullish(v.string(), ''),
      conditions: v.nullish(v.array(v.object({ type: v.string(), status: v.string() })), []),
    }),
    {},
  ),
});

/** The Pod, or undefined for an object that is odd. */
export function readPod(object: KubernetesObject): Pod | undefined {
  const parsed = v.safeParse(PodShape, object);
  if (!parsed.success) return undefined;
  const { spec, status } = parsed.output;
  const conditions = status?.conditions ?? [];
  return {
    object,
    hostname: spec?.hostname ?? '',
    nodeName: spec?.nodeName ?? '',
    hostIp: status?.hostIP ?? '',
    running: status?.phase === 'Running',
    ready: conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True'),
    terminating: object.metadata.deletionTimestamp !== undefined,
  };
}

/** Whether a Service selects a Pod. A Service without a selector selects all, as in the peer. */
export function isSelected(
  { metadata }: KubernetesObject,
  selector: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(selector).every(([key, value]) => metadata.labels?.[key] === value);
}
