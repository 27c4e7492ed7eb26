import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DnsSourceKind } from '../../../lambdas/core/dns/config.ts';
import { toRecordSet } from '../../../lambdas/core/dns/desired-record.ts';
import { zonesOf } from '../../../lambdas/core/dns/zone-selection.ts';
import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { compileSource, GA, object } from './compile-objects.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/compatibility.md'), 'utf8');
const ROWS = [...PAGE.matchAll(/^\| `([a-z][a-z-]*)` \| (supported|not built) \|/gm)].map(
  ([, key = '', verdict = '']) => ({ key, verdict }),
);

const ADDRESS = { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } };
const ALB = { loadBalancer: { ingress: [{ hostname: 'a.us-east-1.elb.amazonaws.com' }] } };
const ZONES = ['Z1', 'Z2'].map((id) => ({ id, name: 'example.com', private: id === 'Z2' }));

interface Sample {
  readonly source?: DnsSourceKind;
  readonly value: string;
  readonly beside?: Readonly<Record<string, string>>;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: object;
}

const ROUTED: Sample = { value: '1', beside: { 'set-identifier': 'a' } };
const HOSTED = { rules: [{ host: 'web.example.com' }] };
const HEADLESS = { clusterIP: 'None', selector: { app: 'web' } };

/** For each annotation an object that it makes a difference to. */
const SAMPLES: Readonly<Record<string, Sample>> = {
  controller: { value: 'another' },
  hostname: { value: 'other.example.com' },
  'internal-hostname': { source: 'service', value: 'in.example.com', spec: { clusterIP: '10.0.0.1' } },
  target: { value: '192.0.2.9' },
  ttl: { value: '1m' },
  alias: { value: 'true', status: { loadBalancer: { ingress: [{ hostname: 'elsewhere.example.com' }] } } },
  'set-identifier': { value: 'a', beside: { 'aws-weight': '1' } },
  'ingress-hostname-source': { value: 'annotation-only' },
  'gateway-hostname-source': {
    source: 'gateway-httproute',
    value: 'annotation-only',
    spec: { hostnames: ['web.example.com'], parentRefs: [{ name: 'gateway' }] },
    status: {
      parents: [{ parentRef: { name: 'gateway' }, conditions: [{ type: 'Accepted', status: 'True' }] }],
    },
  },
  access: {
    source: 'service',
    value: 'private',
    beside: { hostname: 'web.example.com' },
    spec: { type: 'NodePort', ports: [] },
  },
  'endpoints-type': {
    source: 'service',
    value: 'HostIP',
    beside: { hostname: 'web.example.com' },
    spec: HEADLESS,
  },
  'aws-weight': ROUTED,
  'aws-region': { ...ROUTED, value: 'us-east-1' },
  'aws-failover': { ...ROUTED, value: 'PRIMARY' },
  'aws-geolocation-continent-code': { ...ROUTED, value: 'EU' },
  'aws-geolocation-country-code': { ...ROUTED, value: 'DE' },
  'aws-geolocation-subdivision-code': {
    value: 'CA',
    beside: { 'set-identifier': 'a', 'aws-geolocation-country-code': 'US' },
  },
  'aws-geoproximity-region': { ...ROUTED, value: 'us-east-1' },
  'aws-geoproximity-bias': {
    value: '5',
    beside: { 'set-identifier': 'a', 'aws-geoproximity-region': 'us-east-1' },
  },
  'aws-geoproximity-coordinates': { ...ROUTED, value: '1.5,2.5' },
  'aws-geoproximity-local-zone-group': { ...ROUTED, value: 'us-west-2-lax-1' },
  'aws-multi-value-answer': { ...ROUTED, value: '' },
  'aws-health-check-id': { value: 'abc', beside: { 'set-identifier': 'a', 'aws-weight': '1' } },
  'aws-evaluate-target-health': { value: 'false', status: ALB },
  'aws-target-hosted-zone': { value: 'Z123', status: ALB },
  'aws-hosted-zone-id': { value: 'Z1' },
  'record-type': { value: 'ptr' },
  ingress: { value: 'another/gateway' },
  'cloudflare-proxied': { value: 'true' },
};

const RELATED = {
  gateways: [
    object(
      'Gateway',
      { name: 'gateway' },
      {
        spec: { listeners: [{ name: 'web', protocol: 'HTTP', port: 80 }] },
        status: { addresses: [{ value: '192.0.2.1' }] },
      },
    ),
  ],
  namespaces: [object('Namespace', { name: 'default' })],
  nodes: [
    object(
      'Node',
      { name: 'n1' },
      {
        status: {
          addresses: [
            { type: 'ExternalIP', address: '192.0.2.1' },
            { type: 'InternalIP', address: '10.0.0.1' },
          ],
        },
      },
    ),
  ],
  pods: [
    object(
      'Pod',
      { name: 'p1', labels: { app: 'web' } },
      { spec: { nodeName: 'n1' }, status: { hostIP: '10.0.0.1' } },
    ),
  ],
  endpointslices: [
    object(
      'EndpointSlice',
      { labels: { 'kubernetes.io/service-name': 'web' } },
      {
        addressType: 'IPv4',
        endpoints: [{ addresses: ['10.9.0.1'], targetRef: { kind: 'Pod', name: 'p1' } }],
      },
    ),
  ],
};

/** The record sets an object comes to, with the zones they go to. */
function recordSets(
  key: string,
  { source = 'ingress', value, beside = {}, spec = HOSTED, status = ADDRESS }: Sample,
) {
  const prefixed = (annotations: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(annotations).map(([name, text]) => [`${GA}${name}`, text]));
  const kinds: Partial<Record<DnsSourceKind, string>> = {
    service: 'Service',
    'gateway-httproute': 'HTTPRoute',
  };
  const compile = (annotations: Readonly<Record<string, string>>) => {
    const given: KubernetesObject = object(
      kinds[source] ?? 'Ingress',
      { annotations: prefixed(annotations) },
      { spec, status },
    );
    return compileSource(source, [given], { related: RELATED }).all.flatMap((endpoint) =>
      zonesOf(endpoint.dnsName, ZONES, endpoint.properties['aws/hosted-zone-id']).map((zone) => ({
        zone: zone.id,
        set: toRecordSet(endpoint, zone),
      })),
    );
  };
  return { without: compile(beside), given: compile({ ...beside, [key]: value }) };
}

describe('the list of annotations in docs/compatibility.md', () => {
  it('has a sample for each', () => {
    expect(ROWS.map(({ key }) => key).sort()).toEqual(Object.keys(SAMPLES).sort());
  });

  it.each(ROWS)('$key is $verdict', ({ key, verdict }) => {
    const sample = SAMPLES[key];
    if (sample === undefined) throw new Error(`no sample for ${key}`);

    const { without, given } = recordSets(key, sample);

    expect(JSON.stringify(given) === JSON.stringify(without)).toBe(verdict === 'not built');
  });
});
