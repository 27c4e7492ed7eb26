import type { Schema } from '../schema/schema.ts';
import { keyedList, listOf, setOf } from './types/lists.ts';
import { conditions, kind } from './types/meta.ts';
import { always, atomic } from './types/modifiers.ts';
import { mapOf, object } from './types/objects.ts';
import { any, bool, bytes, int, intOrText, text } from './types/scalars.ts';

/** The schemas of built-in kinds, as far as manifests and the product use them. */

export const SECRET_SCHEMA: Schema = kind({
  data: mapOf(bytes),
  stringData: mapOf(text),
  type: text,
  immutable: bool,
});

export const CONFIG_MAP_SCHEMA: Schema = kind({
  data: mapOf(text),
  binaryData: mapOf(bytes),
  immutable: bool,
});

export const NAMESPACE_SCHEMA: Schema = kind({
  spec: always(object({ finalizers: listOf(text) })),
  status: always(object({ phase: text, conditions })),
});

export const SERVICE_ACCOUNT_SCHEMA: Schema = kind({
  secrets: keyedList(['name'], any),
  imagePullSecrets: listOf(object({ name: text })),
  automountServiceAccountToken: bool,
});

const REFERENCE = atomic(
  object({
    apiVersion: text,
    kind: text,
    name: text,
    namespace: text,
    uid: text,
    resourceVersion: text,
    fieldPath: text,
  }),
);

export const EVENT_SCHEMA: Schema = kind({
  involvedObject: always(REFERENCE),
  related: REFERENCE,
  reason: text,
  message: text,
  source: always(object({ component: text, host: text })),
  firstTimestamp: { ...text, nullable: true, default: null },
  lastTimestamp: { ...text, nullable: true, default: null },
  eventTime: { ...text, nullable: true, default: null },
  count: int,
  type: text,
  action: text,
  series: object({ count: int, lastObservedTime: text }),
  reportingComponent: { ...text, default: '' },
  reportingInstance: { ...text, default: '' },
});

const SERVICE_PORT = object({
  name: text,
  protocol: { ...text, default: 'TCP' },
  appProtocol: text,
  port: int,
  targetPort: intOrText,
  nodePort: int,
});

const LOAD_BALANCER = always(object({ ingress: listOf(any) }));

export const SERVICE_SCHEMA: Schema = kind({
  spec: always(
    object({
      ports: keyedList(['port', 'protocol'], SERVICE_PORT),
      selector: atomic(mapOf(text)),
      clusterIP: text,
      clusterIPs: listOf(text),
      type: text,
      externalIPs: listOf(text),
      sessionAffinity: text,
      sessionAffinityConfig: any,
      loadBalancerIP: text,
      loadBalancerSourceRanges: listOf(text),
      loadBalancerClass: text,
      externalName: text,
      externalTrafficPolicy: text,
      internalTrafficPolicy: text,
      trafficDistribution: text,
      healthCheckNodePort: int,
      publishNotReadyAddresses: bool,
      ipFamilies: listOf(text),
      ipFamilyPolicy: text,
      allocateLoadBalancerNodePorts: bool,
    }),
  ),
  status: always(object({ loadBalancer: LOAD_BALANCER, conditions })),
});

const BACKEND = object({
  service: object({ name: text, port: atomic(object({ name: text, number: int })) }),
  resource: atomic(object({ apiGroup: text, kind: text, name: text })),
});

const INGRESS_PATH = object({ path: text, pathType: text, backend: BACKEND });

export const INGRESS_SCHEMA: Schema = kind({
  spec: always(
    object({
      ingressClassName: text,
      defaultBackend: BACKEND,
      tls: listOf(object({ hosts: listOf(text), secretName: text })),
      rules: listOf(object({ host: text, http: object({ paths: listOf(INGRESS_PATH) }) })),
    }),
  ),
  status: always(object({ loadBalancer: LOAD_BALANCER })),
});

export const LEASE_SCHEMA: Schema = kind({
  spec: always(
    object({
      holderIdentity: text,
      leaseDurationSeconds: int,
      acquireTime: { ...text, nullable: true },
      renewTime: { ...text, nullable: true },
      leaseTransitions: int,
      strategy: text,
      preferredHolder: text,
    }),
  ),
});

const POLICY_RULE = object({
  verbs: listOf(text),
  apiGroups: listOf(text),
  resources: listOf(text),
  resourceNames: listOf(text),
  nonResourceURLs: listOf(text),
});

export const ROLE_SCHEMA: Schema = kind({ rules: listOf(POLICY_RULE), aggregationRule: any });

export const ROLE_BINDING_SCHEMA: Schema = kind({
  subjects: listOf(object({ kind: text, apiGroup: text, name: text, namespace: text })),
  roleRef: atomic(object({ apiGroup: text, kind: text, name: text })),
});

export const NODE_SCHEMA: Schema = kind({
  spec: always(
    object({
      podCIDR: text,
      podCIDRs: setOf(text),
      providerID: text,
      unschedulable: bool,
      taints: listOf(any),
      externalID: text,
    }),
  ),
  status: {
    ...any,
    default: {},
    properties: { conditions: keyedList(['type'], any), addresses: keyedList(['type'], any) },
  },
});

/** Kinds that are kept as sent. */
export const OPEN_SCHEMA: Schema = { ...kind({ spec: any, status: any }), ...any };
