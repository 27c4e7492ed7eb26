import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intersectHosts } from '../../../lambdas/core/dns/gateway-host.ts';
import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { compileSource, GA, object, type Settings } from './compile-objects.ts';

const GROUP = 'gateway.networking.k8s.io';
const REF = { group: GROUP, kind: 'Gateway', name: 'gw' };
const ACCEPTED = [{ type: 'Accepted', status: 'True' }];

interface World {
  readonly kind?: 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute';
  readonly listener?: Readonly<Record<string, unknown>>;
  readonly listeners?: readonly unknown[];
  readonly gateway?: Readonly<Record<string, unknown>>;
  readonly addresses?: readonly unknown[];
  readonly hostnames?: readonly string[] | null;
  readonly ref?: Readonly<Record<string, unknown>>;
  readonly parents?: readonly unknown[];
  readonly route?: Readonly<Record<string, unknown>>;
  readonly settings?: Settings;
}

const SOURCES = {
  HTTPRoute: 'gateway-httproute',
  GRPCRoute: 'gateway-grpcroute',
  TLSRoute: 'gateway-tlsroute',
} as const;

function compile(world: World) {
  const { kind = 'HTTPRoute', hostnames = ['web.example.com'], addresses = [{ value: '192.0.2.1' }] } = world;
  const listener = { name: 'http', protocol: 'HTTP', port: 80, ...world.listener };
  const gateway = object(
    'Gateway',
    { name: 'gw', ...world.gateway },
    {
      spec: { listeners: world.listeners ?? [listener] },
      status: { addresses },
    },
  );
  const ref = { ...REF, ...world.ref };
  const route = object(
    kind,
    { name: 'r', ...world.route },
    {
      spec: { parentRefs: [ref], ...(hostnames === null ? {} : { hostnames }) },
      status: { parents: world.parents ?? [{ parentRef: ref, conditions: ACCEPTED }] },
    },
  );
  const namespaces: KubernetesObject[] = [
    object('Namespace', { name: 'default', labels: { dns: 'yes' } }),
    object('Namespace', { name: 'apps', labels: {} }),
  ];
  return compileSource(SOURCES[kind], [route], {
    related: { gateways: [gateway], namespaces },
    settings: world.settings ?? {},
  });
}

const WEB = ['A web.example.com -> 192.0.2.1'];
const from = (namespaces: unknown) => ({ listener: { allowedRoutes: { namespaces } } });

describe('a route', () => {
  it.each<[string, World, readonly string[]]>([
    ['points its names to the addresses of the Gateway', {}, WEB],
    [
      'that the Gateway did not accept yields nothing',
      { parents: [{ parentRef: REF, conditions: [{ type: 'Accepted', status: 'False' }] }] },
      [],
    ],
    ['without status yields nothing', { parents: [] }, []],
    [
      'whose status names a parent that the spec does not yields nothing',
      { parents: [{ parentRef: { ...REF, name: 'other' }, conditions: ACCEPTED }] },
      [],
    ],
    ['of another group of parents yields nothing', { ref: { group: 'x.io' } }, []],
    ['may leave group and kind out', { parents: [{ parentRef: { name: 'gw' }, conditions: ACCEPTED }] }, WEB],
    [
      'takes the name of the listener without one of its own',
      { hostnames: null, listener: { hostname: 'l.example.com' } },
      ['A l.example.com -> 192.0.2.1'],
    ],
    ['without any name yields nothing', { hostnames: null }, []],
    [
      'keeps the names that the listener covers',
      {
        hostnames: ['a.example.com', 'b.other.example.com', 'other.example.com'],
        listener: { hostname: '*.other.example.com' },
      },
      ['A b.other.example.com -> 192.0.2.1'],
    ],
    [
      'takes the listener of its sectionName',
      {
        ref: { sectionName: 'b' },
        listeners: [
          { name: 'a', protocol: 'HTTP', port: 80, hostname: 'web.example.com' },
          { name: 'b', protocol: 'HTTP', port: 81, hostname: 'b.example.com' },
        ],
        hostnames: ['web.example.com', 'b.example.com'],
      },
      ['A b.example.com -> 192.0.2.1'],
    ],
    ['takes a listener of its port', { ref: { port: 81 } }, []],
    ['of HTTP fits HTTPS', { listener: { protocol: 'HTTPS' } }, WEB],
    ['of HTTP does not fit TLS', { listener: { protocol: 'TLS' } }, []],
    ['of gRPC fits HTTPS', { kind: 'GRPCRoute', listener: { protocol: 'HTTPS' } }, WEB],
    ['of TLS fits TLS', { kind: 'TLSRoute', listener: { protocol: 'TLS' } }, WEB],
    ['of TLS does not fit HTTPS', { kind: 'TLSRoute', listener: { protocol: 'HTTPS' } }, []],
    [
      'of a kind that the listener names is taken',
      { listener: { allowedRoutes: { kinds: [{ kind: 'HTTPRoute' }] } } },
      WEB,
    ],
    [
      'of a kind that it does not name is not',
      { listener: { allowedRoutes: { kinds: [{ kind: 'GRPCRoute' }] } } },
      [],
    ],
    [
      'of another namespace is not taken by default',
      { gateway: { namespace: 'apps' }, ref: { namespace: 'apps' } },
      [],
    ],
    [
      'of another namespace is taken from All',
      { ...from({ from: 'All' }), gateway: { namespace: 'apps' }, ref: { namespace: 'apps' } },
      WEB,
    ],
    [
      'of a namespace that the selector fits is taken',
      { ...from({ from: 'Selector', selector: { matchLabels: { dns: 'yes' } } }) },
      WEB,
    ],
    [
      'of one that it does not fit is not',
      {
        ...from({
          from: 'Selector',
          selector: { matchExpressions: [{ key: 'dns', operator: 'DoesNotExist' }] },
        }),
      },
      [],
    ],
    [
      'has no TTL or target of the Gateway but its target annotation',
      { gateway: { annotations: { [`${GA}target`]: '198.51.100.1', [`${GA}ttl`]: '77' } } },
      ['A web.example.com -> 198.51.100.1'],
    ],
    [
      'does not take its own target annotation',
      { route: { annotations: { [`${GA}target`]: '198.51.100.1' } } },
      WEB,
    ],
    [
      'of a Gateway with another controller yields nothing',
      { gateway: { annotations: { [`${GA}controller`]: 'else' } } },
      [],
    ],
    [
      'takes names from the annotation too',
      { route: { annotations: { [`${GA}hostname`]: 'a.example.com' } } },
      [...WEB, 'A a.example.com -> 192.0.2.1'],
    ],
    [
      'or only from there',
      {
        route: {
          annotations: {
            [`${GA}hostname`]: 'a.example.com',
            [`${GA}gateway-hostname-source`]: 'annotation-only',
          },
        },
      },
      ['A a.example.com -> 192.0.2.1'],
    ],
    [
      'or not from there',
      {
        route: {
          annotations: {
            [`${GA}hostname`]: 'a.example.com',
            [`${GA}gateway-hostname-source`]: 'Defined-Hosts-Only',
          },
        },
      },
      WEB,
    ],
    [
      'of another Gateway than the configured one yields nothing',
      { settings: { filter: { gatewayName: 'other' } } },
      [],
    ],
    [
      'of the configured namespace of Gateways counts',
      { settings: { filter: { gatewayNamespace: 'default' } } },
      WEB,
    ],
    ['of another namespace of Gateways does not', { settings: { filter: { gatewayNamespace: 'apps' } } }, []],
    [
      'of a Gateway that the selector fits counts',
      { gateway: { labels: { dns: 'yes' } }, settings: { filter: { gatewayLabelFilter: 'dns=yes' } } },
      WEB,
    ],
    ['of one that it does not fit does not', { settings: { filter: { gatewayLabelFilter: 'dns=yes' } } }, []],
  ])('%s', (_, world, expected) => {
    expect(compile(world).endpoints).toEqual(expected);
  });

  it('without an address of the Gateway keeps its records', () => {
    expect(compile({ addresses: [] })).toMatchObject({
      endpoints: [],
      held: ['web.example.com'],
      reasons: ['NoTargets'],
      subjects: ['HTTPRoute/default/r'],
    });
  });

  it('takes the addresses of every Gateway that accepted it, each once', () => {
    const other = { ...REF, name: 'second' };
    const listeners = [{ name: 'http', protocol: 'HTTP', port: 80 }];
    const gateways = ['gw', 'second'].map((name) =>
      object(
        'Gateway',
        { name },
        {
          spec: { listeners },
          status: {
            addresses: [{ value: '192.0.2.1' }, { value: name === 'gw' ? '192.0.2.3' : '192.0.2.2' }],
          },
        },
      ),
    );
    const route = object(
      'HTTPRoute',
      { name: 'r' },
      {
        spec: { parentRefs: [REF, other], hostnames: ['web.example.com'] },
        status: { parents: [REF, other].map((parentRef) => ({ parentRef, conditions: ACCEPTED })) },
      },
    );
    const { endpoints } = compileSource('gateway-httproute', [route], {
      related: { gateways, namespaces: [] },
    });
    expect(endpoints).toEqual(['A web.example.com -> 192.0.2.1 192.0.2.2 192.0.2.3']);
  });

  it('under a ListenerSet is refused by name', () => {
    const ref = { ...REF, kind: 'ListenerSet', name: 'set' };
    expect(
      compile({
        ref: { kind: 'ListenerSet', name: 'set' },
        parents: [{ parentRef: ref, conditions: ACCEPTED }],
      }),
    ).toMatchObject({
      endpoints: [],
      reasons: ['UnsupportedSource'],
    });
  });

  it('with a source of host names nobody knows takes the usual, and says so', () => {
    const annotations = { [`${GA}gateway-hostname-source`]: 'bogus' };
    expect(compile({ route: { annotations } })).toMatchObject({
      endpoints: WEB,
      reasons: ['UnsupportedAnnotation'],
    });
  });

  it('is marked as httproute', () => {
    expect(compile({}).all[0]?.resource).toBe('httproute/default/r');
  });
});

describe('the name on which a listener and a route agree', () => {
  it.each<[string, string, string | undefined]>([
    ['', '', undefined],
    ['', 'a.com', 'a.com'],
    ['a.com', '', 'a.com'],
    ['a.com', 'A.com', 'a.com'],
    ['a.com', 'b.com', undefined],
    ['*.a.com', 'x.a.com', 'x.a.com'],
    ['*.a.com', 'x.y.a.com', 'x.y.a.com'],
    ['*.a.com', 'a.com', undefined],
    ['*.a.com', 'xa.com', undefined],
    ['x.a.com', '*.a.com', 'x.a.com'],
    ['*.a.com', '*.b.a.com', '*.b.a.com'],
    ['*.b.a.com', '*.a.com', '*.b.a.com'],
    ['', '192.0.2.1', undefined],
    ['', 'a_b.com', undefined],
    ['', '*a.com', undefined],
    ['', '*', undefined],
  ])('%j and %j: %j', (listener, route, expected) => {
    expect(intersectHosts(listener, route)).toBe(expected);
  });

  it('does not depend on who says which', () => {
    const label = fc.constantFrom('a', 'b', '*');
    const host = fc
      .array(label, { maxLength: 3 })
      .map((labels) => (labels.length === 0 ? '' : [...labels, 'com'].join('.')));
    fc.assert(
      fc.property(host, host, (left, right) => {
        expect(intersectHosts(left, right)).toBe(intersectHosts(right, left));
      }),
    );
  });
});
