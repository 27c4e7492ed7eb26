import { describe, expect, test } from 'vitest';
import { type Api, openApi, owners } from './api.ts';

const SERVICES = '/api/v1/namespaces/auth/services';
const INGRESSES = '/apis/networking.k8s.io/v1/namespaces/auth/ingresses';
const EVENTS = '/api/v1/namespaces/auth/events';
const CONFIG_MAPS = '/api/v1/namespaces/auth/configmaps';

function service(spec: object): object {
  return { metadata: { name: 'web' }, spec };
}

describe('Services', () => {
  test('of type LoadBalancer get an address and node ports, which nobody owns', async () => {
    const api = await openApi();

    const spec = { type: 'LoadBalancer', ports: [{ name: 'http', port: 80 }] };
    const { body } = await api.post(`${SERVICES}?fieldManager=kubectl`, service(spec));

    expect(body.spec).toMatchObject({
      clusterIP: expect.stringMatching(/^10\.96\./),
      externalTrafficPolicy: 'Cluster',
      ports: [{ port: 80, targetPort: 80, protocol: 'TCP', nodePort: expect.any(Number) }],
    });
    const port = { '.': {}, 'f:name': {}, 'f:port': {}, 'f:protocol': {}, 'f:targetPort': {} };
    expect(owners(body)['kubectl Update']).toMatchObject({
      'f:spec': { 'f:ports': { '.': {}, 'k:{"port":80,"protocol":"TCP"}': port } },
    });
    expect(JSON.stringify(owners(body))).not.toContain('clusterIP');
  });

  test('keep address and node ports when they change, one port at a time', async () => {
    const api = await openApi();
    const first = { name: 'http', port: 80 };
    const spec = { type: 'LoadBalancer', ports: [first] };
    const apply = (ports: object[]) => {
      const object = { apiVersion: 'v1', kind: 'Service', ...service({ ...spec, ports }) };
      return api.apply(`${SERVICES}/web?fieldManager=kubectl`, object);
    };
    const before = await apply([first]);

    const after = await apply([first, { name: 'https', port: 443 }]);

    expect(after.body.spec.clusterIP).toBe(before.body.spec.clusterIP);
    expect(after.body.spec.ports).toHaveLength(2);
    expect(after.body.spec.ports[0]).toEqual(before.body.spec.ports[0]);
  });

  test.each([
    [{ type: 'Other', ports: [{ port: 80 }] }, 'spec.type: Unsupported value: "Other"'],
    [{}, 'spec.ports: Required value'],
    [{ type: 'ExternalName' }, 'spec.externalName: Required value'],
    [
      { ports: [{ port: 0 }] },
      'spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
    ],
    [{ ports: [{ port: 80 }, { port: 81, name: 'b' }] }, 'spec.ports[0].name: Required value'],
  ])('with %j are refused', async (spec, finding) => {
    const api = await openApi();

    expect((await api.post(SERVICES, service(spec))).body.message).toContain(finding);
  });
});

describe('Ingresses', () => {
  const path = (one: object) => ({ rules: [{ host: 'a', http: { paths: [one] } }] });
  const backend = { service: { name: 'web', port: { number: 80 } } };

  test.each([
    [{}, 'spec: Invalid value: null: either `defaultBackend` or `rules` must be specified'],
    [{ rules: [{ http: {} }] }, 'spec.rules[0].http.paths: Required value'],
    [
      path({ path: '/', backend }),
      'spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified',
    ],
    [
      path({ path: '/', pathType: 'Other', backend }),
      'spec.rules[0].http.paths[0].pathType: Unsupported value: "Other"',
    ],
    [
      path({ path: 'x', pathType: 'Prefix', backend }),
      'spec.rules[0].http.paths[0].path: Invalid value: "x": must be an absolute path',
    ],
    [
      path({ path: '/', pathType: 'Exact', backend: { service: {} } }),
      'spec.rules[0].http.paths[0].backend.service.name: Required value',
    ],
  ])('with spec %j are refused', async (spec, finding) => {
    const api = await openApi();

    expect((await api.post(INGRESSES, { metadata: { name: 'web' }, spec })).body.message).toContain(finding);
  });

  test('have an empty load balancer from the start, and a status of their own', async () => {
    const api = await openApi();
    const created = await api.post(INGRESSES, {
      metadata: { name: 'web' },
      spec: { rules: [{ host: 'a' }] },
    });

    const status = { loadBalancer: { ingress: [{ hostname: 'lb' }] } };
    const filled = await api.merge(`${INGRESSES}/web/status?fieldManager=alb`, { status });

    expect(created.body.status).toEqual({ loadBalancer: {} });
    expect(filled.body.status).toEqual(status);
    expect(owners(filled.body)['alb Update']).toEqual({
      'f:status': { 'f:loadBalancer': { 'f:ingress': {} } },
    });
  });
});

describe('Events', () => {
  const event = (involvedObject: object) => ({ metadata: { name: 'e' }, involvedObject, reason: 'Updated' });

  test('are kept where their object is, those of cluster-wide objects in default', async () => {
    const api = await openApi();

    const own = await api.post(EVENTS, event({ kind: 'ExternalSecret', namespace: 'auth', name: 'app' }));
    const astray = await api.post(EVENTS, event({ kind: 'ClusterSecretStore', name: 'aws-ssm' }));
    const home = '/api/v1/namespaces/default/events';
    const cluster = await api.post(home, event({ kind: 'ClusterSecretStore', name: 'aws-ssm' }));

    expect([own.status, cluster.status]).toEqual([201, 201]);
    expect(astray.body.message).toContain(
      'involvedObject.namespace: Invalid value: "": does not match event.namespace',
    );
  });
});

describe('ConfigMaps', () => {
  test('have keys like Secrets, and can be immutable', async () => {
    const api = await openApi();
    await api.post(CONFIG_MAPS, { metadata: { name: 'fixed' }, data: { a: '1' }, immutable: true });

    const bad = await api.post(CONFIG_MAPS, { metadata: { name: 'bad' }, data: { 'a b': '1' } });
    const encoded = await api.post(CONFIG_MAPS, { metadata: { name: 'bad' }, binaryData: { a: '!' } });
    const changed = await api.merge(`${CONFIG_MAPS}/fixed`, { data: { a: '2' } });
    const unset = await api.merge(`${CONFIG_MAPS}/fixed`, { immutable: null });

    expect(bad.body.message).toContain('data[a b]: Invalid value');
    expect(encoded.body).toMatchObject({
      code: 400,
      message: expect.stringContaining('illegal base64 data'),
    });
    expect(changed.body.message).toContain('data: Forbidden');
    expect(unset.body.message).toContain('immutable: Forbidden');
  });
});

describe('Leases and bindings', () => {
  test('a Lease is only replaced with its version', async () => {
    const api = await openApi();
    const leases = '/apis/coordination.k8s.io/v1/namespaces/auth/leases';
    const { body } = await api.post(leases, { metadata: { name: 'dns' }, spec: { holderIdentity: 'a' } });

    const blind = await api.put(`${leases}/dns`, {
      metadata: { name: 'dns' },
      spec: { holderIdentity: 'b' },
    });
    const seen = await api.put(`${leases}/dns`, { ...body, spec: { holderIdentity: 'b' } });

    expect([blind.status, seen.status]).toEqual([422, 200]);
  });

  test('a binding says the API group of its role and subjects', async () => {
    const api = await openApi();
    const path = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';
    const subjects = [
      { kind: 'Group', name: 'g' },
      { kind: 'ServiceAccount', name: 's', namespace: 'auth' },
    ];

    const { body } = await api.post(path, {
      metadata: { name: 'b' },
      roleRef: { kind: 'ClusterRole', name: 'r' },
      subjects,
    });

    expect(body.roleRef.apiGroup).toBe('rbac.authorization.k8s.io');
    expect(body.subjects.map((one: { apiGroup?: string }) => one.apiGroup)).toEqual([
      'rbac.authorization.k8s.io',
      undefined,
    ]);
  });
});

describe('tables of built-in kinds, as kubectl users know them', () => {
  const cells = async (api: Api, path: string) => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    const { body } = await api.server.handle({ method: 'GET', path, headers: { accept } });
    const table = JSON.parse(body);
    const head = table.columnDefinitions.map(({ name }: { name: string }) => name);
    return { head, rows: table.rows.map((row: { cells: unknown[] }) => row.cells) };
  };

  test('Secrets, Services, Namespaces, Events and bindings', async () => {
    const api = await openApi();
    await api.post('/api/v1/namespaces/auth/secrets', { metadata: { name: 's' }, data: { a: '', b: '' } });
    await api.post(SERVICES, {
      metadata: { name: 'ext' },
      spec: { type: 'ExternalName', externalName: 'a.b' },
    });
    await api.post(SERVICES, service({ type: 'LoadBalancer', selector: { a: 'b' }, ports: [{ port: 80 }] }));
    const involvedObject = { kind: 'ExternalSecret', namespace: 'auth', name: 'app' };
    await api.post(EVENTS, {
      metadata: { name: 'e' },
      involvedObject,
      type: 'Normal',
      reason: 'Updated',
      message: 'm',
    });

    const secrets = await cells(api, '/api/v1/namespaces/auth/secrets');
    const services = await cells(api, SERVICES);
    const events = await cells(api, EVENTS);
    const namespace = await cells(api, '/api/v1/namespaces/auth');

    expect(secrets.head).toEqual(['Name', 'Type', 'Data', 'Age']);
    expect(secrets.rows[0].slice(0, 3)).toEqual(['s', 'Opaque', 2]);
    expect(services.rows[0].slice(0, 5)).toEqual(['ext', 'ExternalName', '<none>', 'a.b', '<none>']);
    expect(services.rows[1].slice(3, 5)).toEqual(['<pending>', expect.stringMatching(/^80:3\d{4}\/TCP$/)]);
    expect(events.rows[0].slice(1)).toEqual(['Normal', 'Updated', 'externalsecret/app', 'm']);
    expect(namespace.rows[0].slice(0, 2)).toEqual(['auth', 'Active']);
  });
});
