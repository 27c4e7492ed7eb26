import type { Schema } from '../schema/schema.ts';
import {
  CONFIG_MAP_SCHEMA,
  EVENT_SCHEMA,
  INGRESS_SCHEMA,
  LEASE_SCHEMA,
  NAMESPACE_SCHEMA,
  NODE_SCHEMA,
  OPEN_SCHEMA,
  ROLE_BINDING_SCHEMA,
  ROLE_SCHEMA,
  SECRET_SCHEMA,
  SERVICE_ACCOUNT_SCHEMA,
  SERVICE_SCHEMA,
} from './builtin-schemas.ts';
import { validateConfigMap } from './config-map.ts';
import { defaultDefinition, prepareDefinition, validateDefinition } from './definition.ts';
import { validateEvent } from './event.ts';
import { validateIngress } from './ingress.ts';
import { defaultNamespace, prepareNamespace } from './namespace.ts';
import type { Resource } from './resource.ts';
import { defaultBinding } from './role-binding.ts';
import { defaultSecret, validateSecret } from './secret.ts';
import { allocateService, defaultService, validateService } from './service.ts';

type Options = Partial<Omit<Resource, 'group' | 'version' | 'plural' | 'kind' | 'schema' | 'storage'>>;

/** `identity` is `plural/Kind`; what is not said is namespaced, without status, open to unconditional updates. */
function builtin(api: string, identity: string, schema: Schema, options: Options = {}): Resource {
  const [group = '', version = ''] = api.includes('/') ? api.split('/') : ['', api];
  const [plural = '', kind = ''] = identity.split('/');
  return {
    group,
    version,
    plural,
    singular: kind.toLowerCase(),
    kind,
    shortNames: [],
    categories: [],
    namespaced: true,
    custom: false,
    hasStatus: false,
    hasGeneration: false,
    unconditionalUpdate: true,
    returnsDeleted: false,
    nameRule: 'subdomain',
    schema,
    storage: { version, schema },
    deprecation: '',
    selectableFields: [],
    columns: [],
    ...options,
  };
}

const CLUSTER: Options = { namespaced: false };
const RBAC: Options = { nameRule: 'path' };
const BINDING: Options = { ...RBAC, defaults: defaultBinding };
/** Gateway API kinds come without their definitions, and behave as custom resources do. */
const GATEWAY: Options = {
  custom: true,
  hasStatus: true,
  hasGeneration: true,
  unconditionalUpdate: false,
  categories: ['gateway-api'],
};
const APPS: Options = { hasStatus: true, hasGeneration: true, categories: ['all'] };
const STATUS: Options = { hasStatus: true };

const CORE: readonly Resource[] = [
  builtin('v1', 'namespaces/Namespace', NAMESPACE_SCHEMA, {
    ...CLUSTER,
    shortNames: ['ns'],
    hasStatus: true,
    returnsDeleted: true,
    nameRule: 'label',
    selectableFields: ['status.phase'],
    defaults: defaultNamespace,
    prepare: prepareNamespace,
  }),
  builtin('v1', 'secrets/Secret', SECRET_SCHEMA, {
    selectableFields: ['type'],
    defaults: defaultSecret,
    validate: validateSecret,
  }),
  builtin('v1', 'configmaps/ConfigMap', CONFIG_MAP_SCHEMA, {
    shortNames: ['cm'],
    validate: validateConfigMap,
  }),
  builtin('v1', 'events/Event', EVENT_SCHEMA, {
    shortNames: ['ev'],
    validate: validateEvent,
    selectableFields: [
      'type',
      'reason',
      'involvedObject.kind',
      'involvedObject.name',
      'involvedObject.namespace',
      'involvedObject.uid',
    ],
  }),
  builtin('v1', 'services/Service', SERVICE_SCHEMA, {
    shortNames: ['svc'],
    categories: ['all'],
    hasStatus: true,
    returnsDeleted: true,
    nameRule: 'label',
    selectableFields: ['spec.type', 'spec.clusterIP'],
    defaults: defaultService,
    prepare: allocateService,
    validate: validateService,
  }),
  builtin('v1', 'serviceaccounts/ServiceAccount', SERVICE_ACCOUNT_SCHEMA, {
    shortNames: ['sa'],
    returnsDeleted: true,
  }),
  builtin('v1', 'nodes/Node', NODE_SCHEMA, { ...CLUSTER, shortNames: ['no'], hasStatus: true }),
  builtin('v1', 'pods/Pod', OPEN_SCHEMA, {
    shortNames: ['po'],
    categories: ['all'],
    hasStatus: true,
    returnsDeleted: true,
    selectableFields: ['spec.nodeName', 'status.phase'],
  }),
];

const GROUPED: readonly Resource[] = [
  builtin('networking.k8s.io/v1', 'ingresses/Ingress', INGRESS_SCHEMA, {
    shortNames: ['ing'],
    hasStatus: true,
    hasGeneration: true,
    validate: validateIngress,
  }),
  builtin('networking.k8s.io/v1', 'ingressclasses/IngressClass', OPEN_SCHEMA, CLUSTER),
  builtin('discovery.k8s.io/v1', 'endpointslices/EndpointSlice', OPEN_SCHEMA),
  builtin('coordination.k8s.io/v1', 'leases/Lease', LEASE_SCHEMA, { unconditionalUpdate: false }),
  builtin('rbac.authorization.k8s.io/v1', 'roles/Role', ROLE_SCHEMA, RBAC),
  builtin('rbac.authorization.k8s.io/v1', 'rolebindings/RoleBinding', ROLE_BINDING_SCHEMA, BINDING),
  builtin('rbac.authorization.k8s.io/v1', 'clusterroles/ClusterRole', ROLE_SCHEMA, { ...RBAC, ...CLUSTER }),
  builtin('rbac.authorization.k8s.io/v1', 'clusterrolebindings/ClusterRoleBinding', ROLE_BINDING_SCHEMA, {
    ...BINDING,
    ...CLUSTER,
  }),
  builtin('apiextensions.k8s.io/v1', 'customresourcedefinitions/CustomResourceDefinition', OPEN_SCHEMA, {
    ...CLUSTER,
    shortNames: ['crd', 'crds'],
    categories: ['api-extensions'],
    hasStatus: true,
    hasGeneration: true,
    unconditionalUpdate: false,
    defaults: defaultDefinition,
    prepare: prepareDefinition,
    validate: validateDefinition,
  }),
  ...['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration'].map(
    (kind) => {
      const plural = kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
      const options = { ...CLUSTER, hasGeneration: true, categories: ['api-extensions'] };
      const identity = `${plural.toLowerCase()}/${kind}`;
      return builtin('admissionregistration.k8s.io/v1', identity, OPEN_SCHEMA, options);
    },
  ),
  builtin('apps/v1', 'deployments/Deployment', OPEN_SCHEMA, { ...APPS, shortNames: ['deploy'] }),
  builtin('apps/v1', 'statefulsets/StatefulSet', OPEN_SCHEMA, { ...APPS, shortNames: ['sts'] }),
  builtin('apps/v1', 'daemonsets/DaemonSet', OPEN_SCHEMA, { ...APPS, shortNames: ['ds'] }),
  builtin('gateway.networking.k8s.io/v1', 'gatewayclasses/GatewayClass', OPEN_SCHEMA, {
    ...GATEWAY,
    ...CLUSTER,
    ...STATUS,
  }),
  ...['gateways/Gateway', 'httproutes/HTTPRoute', 'grpcroutes/GRPCRoute', 'tlsroutes/TLSRoute'].map(
    (identity) => builtin('gateway.networking.k8s.io/v1', identity, OPEN_SCHEMA, GATEWAY),
  ),
  ...['gateways/Gateway', 'httproutes/HTTPRoute'].map((identity) => older('v1beta1', identity)),
  older('v1alpha2', 'tlsroutes/TLSRoute'),
];

/** An older version of a Gateway API kind, kept as v1. */
function older(version: string, identity: string): Resource {
  const resource = builtin(`gateway.networking.k8s.io/${version}`, identity, OPEN_SCHEMA, GATEWAY);
  return { ...resource, storage: { version: 'v1', schema: OPEN_SCHEMA } };
}

/** The kinds that are there before any CustomResourceDefinition. */
export const BUILTIN_RESOURCES: readonly Resource[] = [...CORE, ...GROUPED];
