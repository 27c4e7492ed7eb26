import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileDesired } from '../../../lambdas/core/dns/desired.ts';
import { explainInvalidTargets } from '../../../lambdas/core/dns/record-value.ts';
import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { dnsConfig } from '../../dns-sync/config-fixture.ts';
import { GA, object } from './compile-objects.ts';

const TYPES = ['A', 'AAAA', 'CNAME', 'TXT', 'MX', 'SRV', 'NS', 'BOGUS', ''];
const dnsName = fc.constantFrom('a.example.com', 'b.example.com', '*.example.com', 'x..y', '', 'a.other.org');
const target = fc.constantFrom(
  '192.0.2.1',
  '2001:db8::1',
  'y.org',
  '5 m.org',
  '0 0 1 s.org.',
  '"text"',
  'raw text',
  '',
);

const endpoint = fc.record({
  dnsName,
  recordType: fc.constantFrom(...TYPES),
  targets: fc.array(target, { maxLength: 3 }),
  recordTTL: fc.constantFrom(0, 60),
  setIdentifier: fc.constantFrom('', 'one'),
});
const dnsEndpoint = fc
  .tuple(fc.constantFrom('one', 'two', 'three'), fc.array(endpoint, { maxLength: 3 }))
  .map(([name, endpoints]) => object('DNSEndpoint', { name }, { spec: { endpoints } }));

const service = fc
  .record({
    name: fc.constantFrom('one', 'two', 'three'),
    hostname: dnsName,
    type: fc.constantFrom('LoadBalancer', 'NodePort', 'ClusterIP', 'ExternalName'),
    clusterIP: fc.constantFrom('None', '10.96.0.1'),
    ip: fc.constantFrom('192.0.2.1', '192.0.2.2'),
  })
  .map(({ name, hostname, type, clusterIP, ip }) =>
    object(
      'Service',
      { name, annotations: { [`${GA}hostname`]: hostname } },
      {
        spec: {
          type,
          clusterIP,
          externalName: 'x.org',
          selector: { app: 'x' },
          ports: [{ nodePort: 30_000 }],
        },
        status: { loadBalancer: { ingress: [{ ip }] } },
      },
    ),
  );

const node = fc
  .tuple(fc.constantFrom('a.example.com', 'n2.example.com'), fc.constantFrom('203.0.113.1', '203.0.113.2'))
  .map(
    ([name, address]): KubernetesObject => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name },
      status: { addresses: [{ type: 'ExternalIP', address }] },
    }),
  );

/** Objects of a kind with different names, as a cluster has them. */
function unique(objects: fc.Arbitrary<KubernetesObject>) {
  return fc.uniqueArray(objects, { selector: ({ metadata }) => metadata.name, maxLength: 3 });
}

const world = fc.record({ crd: unique(dnsEndpoint), service: unique(service), node: unique(node) });
const CONFIG = dnsConfig({ sources: ['crd', 'service', 'node'], managedRecordTypes: TYPES.slice(0, 7) });

function compile(objects: {
  crd: KubernetesObject[];
  service: KubernetesObject[];
  node: KubernetesObject[];
}) {
  return compileDesired(objects, CONFIG, { related: { nodes: objects.node, pods: [], endpointslices: [] } });
}

describe('what the sources come to', () => {
  it('never depends on the order of the objects', () => {
    fc.assert(
      fc.property(world, (objects) => {
        const turned = {
          crd: objects.crd.toReversed(),
          service: objects.service.toReversed(),
          node: objects.node.toReversed(),
        };
        expect(compile(turned)).toEqual(compile(objects));
      }),
    );
  });

  it('is always something that Route 53 takes, within the domain filter', () => {
    fc.assert(
      fc.property(world, (objects) => {
        for (const wanted of compile(objects).endpoints) {
          expect(explainInvalidTargets(wanted)).toBeUndefined();
          expect(wanted.targets.length).toBeGreaterThan(0);
          expect(wanted.dnsName).toMatch(/(^|\.)example\.com$/);
        }
      }),
    );
  });

  it('is nothing that could not be read: with Nodes, Pods and EndpointSlices unknown, names are held', () => {
    fc.assert(
      fc.property(world, (objects) => {
        const { endpoints, held } = compileDesired({ service: objects.service }, CONFIG);
        const known = compile({ ...objects, crd: [], node: objects.node });
        const names = new Set([...endpoints, ...held].map((claim) => claim.dnsName));
        const claimed = [...known.endpoints, ...known.held].filter(
          ({ dnsName: name, resource }) => resource.startsWith('service/') && !name.startsWith('_'),
        );
        for (const { dnsName: name } of claimed) expect(names).toContain(name);
      }),
    );
  });
});
