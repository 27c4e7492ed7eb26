import * as v from 'valibot';

/** `spec` of a Service, as far as it is published. */
export const ServiceSpec = v.object({
  type: v.nullish(v.string(), 'ClusterIP'),
  clusterIP: v.nullish(v.string(), ''),
  externalIPs: v.nullish(v.array(v.string()), []),
  externalName: v.nullish(v.string(), ''),
  externalTrafficPolicy: v.nullish(v.string(), ''),
  publishNotReadyAddresses: v.nullish(v.boolean(), false),
  selector: v.nullish(v.record(v.string(), v.string()), {}),
  ports: v.nullish(
    v.array(v.object({ protocol: v.nullish(v.string(), 'TCP'), nodePort: v.nullish(v.number(), 0) })),
    [],
  ),
});
export type ServiceSpec = v.InferOutput<typeof ServiceSpec>;

const NO_CLUSTER_IP = 'None';

/** Whether a Service stands for its Pods' own addresses. */
export function isHeadless({ type, clusterIP }: ServiceSpec): boolean {
  return type === 'ClusterIP' && clusterIP === NO_CLUSTER_IP;
}

/** The cluster IP as targets: none for a headless Service. */
export function clusterIpOf({ clusterIP }: ServiceSpec): readonly string[] {
  return clusterIP === '' || clusterIP === NO_CLUSTER_IP ? [] : [clusterIP];
}
