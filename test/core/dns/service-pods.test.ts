import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { compileSource, GA, object, type Settings } from './compile-objects.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Address {
  readonly external?: string;
  readonly internal?: readonly string[];
  readonly unschedulable?: boolean;
}

function node(name: string, { external, internal = [], unschedulable = false }: Address): KubernetesObject {
  const addresses = [
    ...(external === undefined ? [] : [{ type: 'ExternalIP', address: external }]),
    ...internal.map((address) => ({ type: 'InternalIP', address })),
    { type: 'Hostname', address: name },
  ];
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    spec: { unschedulable },
    status: { addresses },
  };
}

function pod(
  name: string,
  nodeName: string,
  options: {
    ready?: boolean;
    phase?: string;
    gone?: boolean;
    annotations?: Record<string, string>;
    hostname?: string;
    app?: string;
  } = {},
) {
  const {
    ready = true,
    phase = 'Running',
    gone = false,
    annotations = {},
    hostname = name,
    app = 'db',
  } = options;
  const metadata = {
    name,
    labels: { app },
    annotations,
    ...(gone ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
  };
  return object('Pod', metadata, {
    spec: { nodeName, hostname },
    status: {
      phase,
      hostIP: `172.16.0.${nodeName.slice(1)}`,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    },
  });
}

function slice(endpoints: readonly unknown[], addressType = 'IPv4') {
  return object(
    'EndpointSlice',
    { name: `db-${addressType}`, labels: { 'kubernetes.io/service-name': 'db' } },
    { addressType, endpoints },
  );
}

function backed(
  name: string,
  addresses: readonly string[],
  ready: boolean | undefined = true,
  targetRef: Fields = { kind: 'Pod', name },
) {
  return { addresses, conditions: ready === undefined ? {} : { ready }, targetRef };
}

const NODES = [
  node('n1', { external: '203.0.113.1', internal: ['172.16.0.1', 'fd00::1'] }),
  node('n2', { external: '203.0.113.2', internal: ['172.16.0.2'] }),
  node('n3', { internal: ['172.16.0.3'], unschedulable: true }),
];
const ALL_TYPES = { managedRecordTypes: ['A', 'AAAA', 'CNAME', 'SRV'] };

describe('a headless Service', () => {
  function compile(options: {
    annotations?: Fields;
    spec?: Fields;
    pods?: KubernetesObject[];
    slices?: KubernetesObject[];
    settings?: Settings;
  }) {
    const annotations = { [`${GA}hostname`]: 'db.example.com', ...options.annotations } as Record<
      string,
      string
    >;
    const service = object(
      'Service',
      { name: 'db', annotations },
      { spec: { clusterIP: 'None', selector: { app: 'db' }, ...options.spec } },
    );
    const pods = options.pods ?? [pod('db-0', 'n1'), pod('db-1', 'n2')];
    const slices = options.slices ?? [
      slice([backed('db-0', ['10.1.0.1', '10.1.0.9']), backed('db-1', ['10.1.0.2'])]),
    ];
    return compileSource('service', [service], {
      related: { pods, endpointslices: slices, nodes: NODES },
      settings: options.settings ?? {},
    });
  }

  it.each<[string, Parameters<typeof compile>[0], readonly string[]]>([
    [
      'points to the Pods, and each Pod has a name below it',
      {},
      [
        'A db.example.com -> 10.1.0.1 10.1.0.2',
        'A db-0.db.example.com -> 10.1.0.1',
        'A db-1.db.example.com -> 10.1.0.2',
      ],
    ],
    [
      'has no name for a Pod without a host name',
      { pods: [pod('db-0', 'n1', { hostname: '' })] },
      ['A db.example.com -> 10.1.0.1'],
    ],
    [
      'leaves out what is not ready',
      { slices: [slice([backed('db-0', ['10.1.0.1']), backed('db-1', ['10.1.0.2'], false)])] },
      ['A db.example.com -> 10.1.0.1', 'A db-0.db.example.com -> 10.1.0.1'],
    ],
    [
      'takes an unknown readiness for ready',
      { slices: [slice([backed('db-0', ['10.1.0.1'], undefined)])] },
      ['A db.example.com -> 10.1.0.1', 'A db-0.db.example.com -> 10.1.0.1'],
    ],
    [
      'publishes what is not ready when its spec says so',
      { spec: { publishNotReadyAddresses: true }, slices: [slice([backed('db-0', ['10.1.0.1'], false)])] },
      ['A db.example.com -> 10.1.0.1', 'A db-0.db.example.com -> 10.1.0.1'],
    ],
    [
      'or when the configuration does',
      {
        settings: { filter: { alwaysPublishNotReadyAddresses: true } },
        slices: [slice([backed('db-0', ['10.1.0.1'], false)])],
      },
      ['A db.example.com -> 10.1.0.1', 'A db-0.db.example.com -> 10.1.0.1'],
    ],
    [
      'has both families',
      {
        pods: [pod('db-0', 'n1', { hostname: '' })],
        slices: [slice([backed('db-0', ['10.1.0.1'])]), slice([backed('db-0', ['fd00::5'])], 'IPv6')],
      },
      ['A db.example.com -> 10.1.0.1', 'AAAA db.example.com -> fd00::5'],
    ],
    [
      'publishes hosts by annotation',
      { annotations: { [`${GA}endpoints-type`]: 'HostIP' } },
      [
        'A db.example.com -> 172.16.0.1 172.16.0.2',
        'A db-0.db.example.com -> 172.16.0.1',
        'A db-1.db.example.com -> 172.16.0.2',
      ],
    ],
    [
      'or by configuration',
      { settings: { filter: { publishHostIp: true } }, pods: [pod('db-0', 'n1', { hostname: '' })] },
      ['A db.example.com -> 172.16.0.1'],
    ],
    [
      'publishes external addresses of Nodes by annotation',
      { annotations: { [`${GA}endpoints-type`]: 'NodeExternalIP' } },
      [
        'A db.example.com -> 203.0.113.1 203.0.113.2',
        'A db-0.db.example.com -> 203.0.113.1',
        'A db-1.db.example.com -> 203.0.113.2',
      ],
    ],
    [
      'with internal IPv6 when they count',
      {
        annotations: { [`${GA}endpoints-type`]: 'NodeExternalIP' },
        settings: { filter: { exposeInternalIpv6: true } },
        pods: [pod('db-0', 'n1', { hostname: '' })],
      },
      ['A db.example.com -> 203.0.113.1', 'AAAA db.example.com -> fd00::1'],
    ],
    [
      'takes the target annotation of a Pod',
      { pods: [pod('db-0', 'n1', { hostname: '', annotations: { [`${GA}target`]: '198.51.100.7' } })] },
      ['A db.example.com -> 198.51.100.7'],
    ],
    [
      'takes its own target annotation before all',
      { annotations: { [`${GA}target`]: '198.51.100.8' } },
      ['A db.example.com -> 198.51.100.8'],
    ],
    [
      'publishes internal-hostname alike',
      {
        annotations: { [`${GA}hostname`]: '', [`${GA}internal-hostname`]: 'int.example.com' },
        pods: [pod('db-0', 'n1', { hostname: '' })],
      },
      ['A int.example.com -> 10.1.0.1'],
    ],
  ])('%s', (_, options, expected) => {
    expect(compile(options).endpoints).toEqual(expected);
  });

  it.each<[string, Parameters<typeof compile>[0]]>([
    ['no endpoint', { slices: [slice([])] }],
    ['no slice', { slices: [] }],
    ['a Pod that is not known', { pods: [] }],
    [
      'a Pod that the selector does not fit',
      { pods: [pod('db-0', 'n1', { app: 'x' }), pod('db-1', 'n1', { app: 'x' })] },
    ],
    [
      'something that is no Pod',
      { slices: [slice([backed('db-0', ['10.1.0.1'], true, { kind: 'Node', name: 'db-0' })])] },
    ],
    [
      'a Pod of some other API',
      {
        slices: [
          slice([backed('db-0', ['10.1.0.1'], true, { kind: 'Pod', apiVersion: 'x/v1', name: 'db-0' })]),
        ],
      },
    ],
    ['names in place of addresses', { slices: [slice([backed('db-0', ['x.org'])], 'FQDN')] }],
  ])('with %s behind it keeps its records', (_, options) => {
    expect(compile(options)).toMatchObject({
      endpoints: [],
      held: ['db.example.com'],
      reasons: ['NoTargets'],
    });
  });

  it('says what is wrong with an annotation once, however many Pods there are', () => {
    expect(compile({ annotations: { [`${GA}ttl`]: 'foo' } }).reasons).toEqual(['InvalidTtl']);
  });
});

describe('a Service of type NodePort', () => {
  function compile(options: {
    annotations?: Fields;
    spec?: Fields;
    pods?: KubernetesObject[];
    nodes?: KubernetesObject[];
    settings?: Settings;
  }) {
    const annotations = { [`${GA}hostname`]: 'np.example.com', ...options.annotations } as Record<
      string,
      string
    >;
    const spec = {
      type: 'NodePort',
      clusterIP: '10.96.0.1',
      selector: { app: 'db' },
      ports: [{ port: 80, nodePort: 30_080 }],
      ...options.spec,
    };
    const service = object('Service', { name: 'np', annotations }, { spec });
    const related = { nodes: options.nodes ?? NODES, pods: options.pods ?? [] };
    return compileSource('service', [service], { related, settings: options.settings ?? {} });
  }
  const local = { spec: { externalTrafficPolicy: 'Local' } };

  it.each<[string, Parameters<typeof compile>[0], readonly string[]]>([
    ['points to external addresses of Nodes', {}, ['A np.example.com -> 203.0.113.1 203.0.113.2']],
    [
      'or to internal ones where there are no others',
      { nodes: [node('n1', { internal: ['172.16.0.1'] })] },
      ['A np.example.com -> 172.16.0.1'],
    ],
    [
      'privately by annotation',
      { annotations: { [`${GA}access`]: 'private' } },
      ['A np.example.com -> 172.16.0.1 172.16.0.2', 'AAAA np.example.com -> fd00::1'],
    ],
    [
      'publicly by annotation, with internal IPv6 when they count',
      { annotations: { [`${GA}access`]: 'public' }, settings: { filter: { exposeInternalIpv6: true } } },
      ['A np.example.com -> 203.0.113.1 203.0.113.2', 'AAAA np.example.com -> fd00::1'],
    ],
    [
      'to cordoned Nodes too when told so',
      { annotations: { [`${GA}access`]: 'private' }, settings: { filter: { excludeUnschedulable: false } } },
      ['A np.example.com -> 172.16.0.1 172.16.0.2 172.16.0.3', 'AAAA np.example.com -> fd00::1'],
    ],
    [
      'has an SRV for each port where SRV is managed',
      {
        settings: ALL_TYPES,
        spec: { ports: [{ nodePort: 30_080 }, { nodePort: 30_053, protocol: 'UDP' }, { port: 1 }] },
      },
      [
        'A np.example.com -> 203.0.113.1 203.0.113.2',
        'SRV _np._tcp.np.example.com -> 0 50 30080 np.example.com.',
        'SRV _np._udp.np.example.com -> 0 50 30053 np.example.com.',
      ],
    ],
    [
      'of policy Local points to Nodes of its Pods',
      { ...local, pods: [pod('a', 'n1'), pod('b', 'n1')] },
      ['A np.example.com -> 203.0.113.1'],
    ],
    [
      'prefers ready Pods',
      { ...local, pods: [pod('a', 'n1', { ready: false }), pod('b', 'n2')] },
      ['A np.example.com -> 203.0.113.2'],
    ],
    [
      'prefers Pods that stay',
      { ...local, pods: [pod('a', 'n1', { gone: true }), pod('b', 'n2')] },
      ['A np.example.com -> 203.0.113.2'],
    ],
    [
      'takes ready ones that go before those that only run',
      { ...local, pods: [pod('a', 'n1', { gone: true }), pod('b', 'n2', { ready: false })] },
      ['A np.example.com -> 203.0.113.1'],
    ],
    [
      'takes those that only run before none',
      { ...local, pods: [pod('b', 'n2', { ready: false })] },
      ['A np.example.com -> 203.0.113.2'],
    ],
    [
      'takes its target annotation before all',
      { annotations: { [`${GA}target`]: '198.51.100.8' } },
      ['A np.example.com -> 198.51.100.8'],
    ],
  ])('%s', (_, options, expected) => {
    expect(compile(options).endpoints).toEqual(expected);
  });

  it.each<[string, Parameters<typeof compile>[0]]>([
    ['Nodes', { nodes: [] }],
    ['Pods that run', { ...local, pods: [pod('a', 'n1', { phase: 'Pending' })] }],
    ['Pods that it selects', { ...local, pods: [pod('a', 'n1', { app: 'x' })] }],
    ['known Nodes of its Pods', { ...local, pods: [pod('a', 'n9')] }],
    [
      'external addresses although it asks for them',
      { annotations: { [`${GA}access`]: 'public' }, nodes: [node('n1', { internal: ['172.16.0.1'] })] },
    ],
  ])('without %s keeps its records, the SRV too', (_, options) => {
    expect(compile({ ...options, settings: ALL_TYPES })).toMatchObject({
      endpoints: [],
      held: ['np.example.com', '_np._tcp.np.example.com'],
    });
  });
});

describe('a Node', () => {
  const compile = (nodes: KubernetesObject[], settings: Settings = {}) =>
    compileSource('node', nodes, { settings });

  it('points its name to external addresses, else to internal ones', () => {
    const nodes = [
      node('a.example.com', { external: '203.0.113.1', internal: ['172.16.0.1'] }),
      node('b.example.com', { internal: ['172.16.0.2'] }),
    ];
    const result = compile(nodes);
    expect(result.endpoints).toEqual(['A a.example.com -> 203.0.113.1', 'A b.example.com -> 172.16.0.2']);
    expect(result.all[0]?.resource).toBe('node/a.example.com');
  });

  it('obeys target and ttl, and no routing annotation', () => {
    const annotations = {
      [`${GA}target`]: '198.51.100.1',
      [`${GA}ttl`]: '60',
      [`${GA}set-identifier`]: 'x',
      [`${GA}aws-weight`]: '5',
    };
    const annotated = node('a.example.com', { external: '203.0.113.1' });
    const [endpoint] = compile([{ ...annotated, metadata: { ...annotated.metadata, annotations } }]).all;
    expect(endpoint).toMatchObject({ targets: ['198.51.100.1'], ttl: 60, setIdentifier: '', properties: {} });
  });

  it('without an address keeps its records and stops nobody else', () => {
    expect(
      compile([node('a.example.com', {}), node('b.example.com', { external: '203.0.113.2' })]),
    ).toMatchObject({
      endpoints: ['A b.example.com -> 203.0.113.2'],
      held: ['a.example.com'],
      subjects: ['Node/a.example.com'],
    });
  });

  it.each<[Settings, number]>([
    [{}, 0],
    [{ filter: { excludeUnschedulable: false } }, 1],
    [{ filter: { excludeUnschedulable: false, namespace: 'default' } }, 1],
  ])('that is cordoned counts under %j: %d', (settings, count) => {
    const cordoned = node('a.example.com', { external: '203.0.113.1', unschedulable: true });
    expect(compile([cordoned], settings).endpoints).toHaveLength(count);
  });
});
