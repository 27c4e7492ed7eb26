import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { ingress } from '../dns-sync/harness.ts';

/** The prefix that every version up to 0.21 reads by default, and 0.22 when told. */
export const ANNOTATION_PREFIX = 'external-dns.alpha.kubernetes.io/';

type Entry = Readonly<Record<string, string>>;
type Annotations = Readonly<Record<string, string>>;

/** A load balancer whose names become aliases. */
export function alb(name: string): Entry {
  return { hostname: `k8s-${name}-1234567890.us-east-1.elb.amazonaws.com` };
}

/** An Ingress for `<name>.example.com`, or for other hosts. */
export function web(
  name: string,
  status: Entry | readonly Entry[],
  {
    hosts,
    annotations = {},
  }: { readonly hosts?: readonly string[]; readonly annotations?: Annotations } = {},
): KubernetesObject {
  const entries = Array.isArray(status) ? (status as readonly Entry[]) : [status as Entry];
  return ingress(name, {
    ...(hosts === undefined ? {} : { hosts }),
    annotations: prefixed(annotations),
    status: entries,
  });
}

/** A Service of type LoadBalancer, or ExternalName when it has no status. */
export function service(name: string, target: Entry | string, annotations: Annotations): KubernetesObject {
  const metadata = { name, namespace: 'default', annotations: prefixed(annotations) };
  const object = { apiVersion: 'v1', kind: 'Service', metadata };
  if (typeof target === 'string') return { ...object, spec: { type: 'ExternalName', externalName: target } };
  return {
    ...object,
    spec: { type: 'LoadBalancer', ports: [{ port: 80 }], selector: { app: name } },
    status: { loadBalancer: { ingress: [target] } },
  };
}

export function dnsEndpoint(name: string, endpoints: readonly object[]): KubernetesObject {
  const metadata = { name, namespace: 'default' };
  return { apiVersion: 'externaldns.k8s.io/v1alpha1', kind: 'DNSEndpoint', metadata, spec: { endpoints } };
}

function prefixed(annotations: Annotations): Annotations {
  const entries = Object.entries(annotations);
  return Object.fromEntries(
    entries.map(([key, value]) => [key.includes('/') ? key : `${ANNOTATION_PREFIX}${key}`, value]),
  );
}

/** What the zone is filled from: aliases, addresses, routing, every source, and what goes later. */
export const FIRST: readonly KubernetesObject[] = [
  web('alias', alb('alias')),
  web('other', alb('other')),
  web('four', { ip: '192.0.2.1' }),
  web('six', { ip: '2001:db8::1' }),
  web('both', [{ ip: '192.0.2.4' }, { ip: '2001:db8::4' }]),
  web('gone', { ip: '192.0.2.2' }),
  web('kept', { ip: '192.0.2.3' }),
  web('turns', { ip: '192.0.2.5' }),
  web('elsewhere', { hostname: 'lb.other.test' }),
  web('wild', alb('wild'), { hosts: ['*.wild.example.com', 'deep.wild.example.com'] }),
  web('dual', alb('dual'), { annotations: { 'alb.ingress.kubernetes.io/ip-address-type': 'dualstack' } }),
  web('dual-gone', alb('dualgone'), {
    annotations: { 'alb.ingress.kubernetes.io/ip-address-type': 'dualstack' },
  }),
  web('plain', alb('plain'), { annotations: { alias: 'false' } }),
  web('named', { ip: '192.0.2.6' }, { annotations: { hostname: 'extra.example.com', ttl: '120' } }),
  web('set', { ip: '192.0.2.7' }, { annotations: { target: '198.51.100.7' } }),
  service('balanced', { ip: '192.0.2.8' }, { hostname: 'balanced.example.com,second.example.com' }),
  service(
    'network',
    { hostname: 'a0123-0123456789.elb.us-east-1.amazonaws.com' },
    { hostname: 'nlb.example.com' },
  ),
  service('outside', 'away.other.test', { hostname: 'outside.example.com' }),
  service('blue', { ip: '192.0.2.20' }, weighted('blue', '10')),
  service('green', { ip: '192.0.2.21' }, weighted('green', '90')),
  service('weighted-alias', alb('weighted'), {
    ...weighted('alias', '5'),
    hostname: 'weighted-alias.example.com',
  }),
  service('seoul', { ip: '192.0.2.22' }, latency('ap-northeast-2')),
  service('dublin', { ip: '192.0.2.23' }, latency('eu-west-1')),
  service('primary', { ip: '192.0.2.24' }, failover('PRIMARY')),
  service('secondary', { ip: '192.0.2.25' }, failover('SECONDARY')),
  dnsEndpoint('records', [
    { dnsName: 'many.example.com', recordType: 'A', recordTTL: 60, targets: ['192.0.2.31', '192.0.2.32'] },
    { dnsName: 'pointer.example.com', recordType: 'CNAME', targets: ['target.other.test'] },
    { dnsName: 'aaaa.example.com', recordType: 'AAAA', targets: ['2001:db8::33'] },
  ]),
];

/** What changes while one of the two serves the zone alone: targets, types, routing, and names that come. */
export const SECOND: readonly KubernetesObject[] = [
  web('alias', alb('moved')),
  web('four', { ip: '192.0.2.9' }),
  web('turns', { hostname: 'turned.other.test' }),
  web('dual', alb('dualmoved'), {
    annotations: { 'alb.ingress.kubernetes.io/ip-address-type': 'dualstack' },
  }),
  web('named', { ip: '192.0.2.6' }, { annotations: { hostname: 'extra.example.com', ttl: '60' } }),
  web('new', alb('new')),
  web('late', { ip: '192.0.2.10' }),
  web('new-wild', alb('newwild'), { hosts: ['*.new.example.com'] }),
  web('new-dual', alb('newdual'), {
    annotations: { 'alb.ingress.kubernetes.io/ip-address-type': 'dualstack' },
  }),
  service('blue', { ip: '192.0.2.20' }, weighted('blue', '50')),
  service('tokyo', { ip: '192.0.2.26' }, latency('ap-northeast-1')),
  dnsEndpoint('records', [
    { dnsName: 'many.example.com', recordType: 'A', recordTTL: 60, targets: ['192.0.2.31', '192.0.2.34'] },
    { dnsName: 'pointer.example.com', recordType: 'CNAME', targets: ['target.other.test'] },
    { dnsName: 'aaaa.example.com', recordType: 'AAAA', targets: ['2001:db8::35'] },
  ]),
];
/**
 * Up to 0.17 a marker lies on the name itself, where Route 53 has no room for it beside a CNAME: such versions cannot
 * make one without an affix, and fail.
 */
export function withoutCnames(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  return objects
    .filter(({ metadata: { name } }) => !['elsewhere', 'outside', 'turns', 'plain'].includes(name))
    .map((object) => {
      if (object.kind !== 'DNSEndpoint') return object;
      const { endpoints } = object['spec'] as {
        readonly endpoints: readonly { readonly recordType: string }[];
      };
      return { ...object, spec: { endpoints: endpoints.filter(({ recordType }) => recordType !== 'CNAME') } };
    });
}

/** Ingresses and Services that go in the same moment. */
export const SECOND_GONE = ['Ingress/gone', 'Ingress/dual-gone', 'Service/secondary'];
/** What ExternalDNS then deletes of ours, and the names it must not leave behind. */
export const THIRD_GONE = [
  'Ingress/new',
  'Ingress/alias',
  'Ingress/late',
  'Ingress/new-wild',
  'Ingress/new-dual',
  'Service/tokyo',
];
export const THIRD_NAMES = ['new', 'alias', 'late', '\\052.new', 'new-dual'].map(
  (name) => `${name}.example.com.`,
);
/(^|[-."\\])(new|alias|late|new-dual|(\\052\.)?new)\.example\.com|"tokyo"|ap-northeast-1/;

function weighted(set: string, weight: string): Annotations {
  return { hostname: 'weighted.example.com', 'set-identifier': set, 'aws-weight': weight };
}

function latency(region: string): Annotations {
  return { hostname: 'near.example.com', 'set-identifier': region, 'aws-region': region };
}

function failover(role: string): Annotations {
  return { hostname: 'safe.example.com', 'set-identifier': role, 'aws-failover': role };
}
