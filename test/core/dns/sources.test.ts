import { describe, expect, it } from 'vitest';
import type { DnsSyncConfig } from '../../../lambdas/core/dns/config.ts';
import { compileDesired } from '../../../lambdas/core/dns/desired.ts';
import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { dnsConfig } from '../../dns-sync/config-fixture.ts';

const GA = 'external-dns.kubernetes.io/';
const ALB = 'k8s-web-1234567890.us-east-1.elb.amazonaws.com';

interface Shape {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: readonly Readonly<Record<string, string>>[];
}

function ingress(shape: Shape): KubernetesObject {
  const {
    annotations = {},
    labels = {},
    spec = { rules: [{ host: 'web.example.com' }] },
    status = [{ hostname: ALB }],
  } = shape;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'web', namespace: 'default', annotations, labels },
    spec,
    status: { loadBalancer: { ingress: status } },
  };
}

function service({ annotations = {}, spec = {}, status = [] }: Shape): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default', annotations },
    spec,
    status: { loadBalancer: { ingress: status } },
  };
}

/** `TYPE name -> targets` of every endpoint. */
function compile(
  objects: { ingress?: KubernetesObject; service?: KubernetesObject },
  config: Partial<DnsSyncConfig> = {},
) {
  const { endpoints, held, notes } = compileDesired(
    {
      ingress: objects.ingress === undefined ? [] : [objects.ingress],
      service: objects.service === undefined ? [] : [objects.service],
    },
    dnsConfig(config),
  );
  return {
    endpoints: endpoints.map(
      ({ recordType, dnsName, targets }) => `${recordType} ${dnsName} -> ${targets.join(' ')}`,
    ),
    held: held.map(({ dnsName }) => dnsName),
    reasons: notes.map(({ reason }) => reason),
    first: endpoints[0],
  };
}

const CNAME_SETTING = { preferCname: true };
const hosts = (...names: string[]) => names.map((name) => `CNAME ${name} -> ${ALB}`);

describe('host names of an Ingress', () => {
  const spec = {
    rules: [{ host: 'r.example.com' }, {}],
    tls: [{ hosts: ['t.example.com', 'r.example.com'] }],
  };
  const annotations = { [`${GA}hostname`]: 'h.example.com, r.example.com,,' };

  it.each<[string, Shape, Partial<DnsSyncConfig['filters']>, readonly string[]]>([
    [
      'come from rules, tls and the annotation, each once',
      { spec, annotations },
      {},
      hosts('r.example.com', 't.example.com', 'h.example.com'),
    ],
    [
      'without rules when told so',
      { spec, annotations },
      { ignoreIngressRulesSpec: true },
      hosts('t.example.com', 'r.example.com', 'h.example.com'),
    ],
    ['without tls when told so', { spec: { tls: spec.tls } }, { ignoreIngressTlsSpec: true }, []],
    [
      'without the annotation when told so',
      { spec: {}, annotations },
      { ignoreHostnameAnnotation: true },
      [],
    ],
    [
      'only from the annotation',
      { spec, annotations: { ...annotations, [`${GA}ingress-hostname-source`]: 'Annotation-Only' } },
      {},
      hosts('h.example.com', 'r.example.com'),
    ],
    [
      'only from the spec',
      { spec, annotations: { ...annotations, [`${GA}ingress-hostname-source`]: 'defined-hosts-only' } },
      {},
      hosts('r.example.com', 't.example.com'),
    ],
    [
      'from nowhere for an unknown source',
      { spec, annotations: { ...annotations, [`${GA}ingress-hostname-source`]: 'bogus' } },
      {},
      [],
    ],
    ['in lower case', { spec: { rules: [{ host: 'API.Example.COM' }] } }, {}, hosts('api.example.com')],
  ])('%s', (_, shape, filters, expected) => {
    const config = { ...CNAME_SETTING, filters: { ...dnsConfig().filters, ...filters } };
    expect(compile({ ingress: ingress(shape) }, config).endpoints).toEqual(expected);
  });
});

describe('which objects count', () => {
  it.each<[string, Shape, Partial<DnsSyncConfig['filters']>, boolean]>([
    ['another controller does not', { annotations: { [`${GA}controller`]: 'else' } }, {}, false],
    ['dns-controller does', { annotations: { [`${GA}controller`]: 'dns-controller' } }, {}, true],
    [
      'another class does not',
      { spec: { ingressClassName: 'nginx', rules: [{ host: 'web.example.com' }] } },
      { ingressClasses: ['alb'] },
      false,
    ],
    [
      'the class of the spec beats the annotation',
      {
        annotations: { 'kubernetes.io/ingress.class': 'alb' },
        spec: { ingressClassName: 'nginx', rules: [{ host: 'web.example.com' }] },
      },
      { ingressClasses: ['alb'] },
      false,
    ],
    [
      'the class annotation counts without one in the spec',
      { annotations: { 'kubernetes.io/ingress.class': 'alb' } },
      { ingressClasses: ['alb'] },
      true,
    ],
    ['no class does not when classes are named', {}, { ingressClasses: ['alb'] }, false],
    ['another namespace does not', {}, { namespace: 'other' }, false],
    ['a label filter is obeyed', { labels: { dns: 'no' } }, { labelFilter: 'dns=yes' }, false],
    [
      'an annotation filter is obeyed',
      { annotations: { dns: 'yes' } },
      { annotationFilter: 'dns in (yes)' },
      true,
    ],
  ])('%s', (_, shape, filters, counts) => {
    const config = { filters: { ...dnsConfig().filters, ...filters } };
    expect(compile({ ingress: ingress(shape) }, config).endpoints.length > 0).toBe(counts);
  });

  it("a name outside the domain filter is nobody's", () => {
    expect(compile({ ingress: ingress({ spec: { rules: [{ host: 'web.other.org' }] } }) }).endpoints).toEqual(
      [],
    );
  });
});

describe('targets', () => {
  it.each<[string, Shape, Partial<DnsSyncConfig>, readonly string[]]>([
    [
      'an ALB becomes an alias pair',
      {},
      {},
      [`A web.example.com -> ${ALB}`, `AAAA web.example.com -> ${ALB}`],
    ],
    ['an IPv4 alias alone with aaaa never', {}, { aaaa: 'never' }, [`A web.example.com -> ${ALB}`]],
    [
      'or dualstack-only without the annotation',
      {},
      { aaaa: 'dualstack-only' },
      [`A web.example.com -> ${ALB}`],
    ],
    [
      'and a pair with it',
      { annotations: { 'alb.ingress.kubernetes.io/ip-address-type': 'dualstack' } },
      { aaaa: 'dualstack-only' },
      [`A web.example.com -> ${ALB}`, `AAAA web.example.com -> ${ALB}`],
    ],
    [
      'another host name a CNAME',
      { status: [{ hostname: 'lb.provider.net' }] },
      {},
      ['CNAME web.example.com -> lb.provider.net'],
    ],
    [
      'addresses by family, sorted as text',
      { status: [{ ip: '192.0.2.30' }, { ip: '192.0.2.4' }, { ip: '2001:db8::1' }] },
      {},
      ['A web.example.com -> 192.0.2.30 192.0.2.4', 'AAAA web.example.com -> 2001:db8::1'],
    ],
    [
      'the target annotation replaces the status',
      { annotations: { [`${GA}target`]: '192.0.2.9, cdn.provider.net.' } },
      {},
      ['A web.example.com -> 192.0.2.9', 'CNAME web.example.com -> cdn.provider.net'],
    ],
    [
      'the alphabetically first of two load balancers is the alias',
      { status: [{ hostname: ALB }, { hostname: 'a.elb.us-east-1.amazonaws.com' }] },
      { aaaa: 'never' },
      ['A web.example.com -> a.elb.us-east-1.amazonaws.com'],
    ],
    [
      'networks filter addresses and drop names',
      { status: [{ ip: '10.0.0.1' }, { ip: '192.0.2.1' }, { hostname: 'x.org' }] },
      { targetNetFilter: ['10.0.0.0/8'] },
      ['A web.example.com -> 10.0.0.1'],
    ],
    ['excluded types are dropped', {}, { excludeRecordTypes: ['AAAA'] }, [`A web.example.com -> ${ALB}`]],
  ])('%s', (_, shape, config, expected) => {
    expect(compile({ ingress: ingress(shape) }, config).endpoints).toEqual(expected);
  });

  it('CloudFront never evaluates health, whatever is asked for', () => {
    const cloudFront = ingress({
      status: [{ hostname: 'd1.cloudfront.net' }],
      annotations: { [`${GA}aws-evaluate-target-health`]: 'true' },
    });
    expect(compile({ ingress: cloudFront }).first?.alias?.evaluateTargetHealth).toBe(false);
  });

  it('the annotation decides on health for the others, and only the word true means true', () => {
    const odd = ingress({ annotations: { [`${GA}aws-evaluate-target-health`]: 'maybe' } });
    expect(compile({ ingress: odd }).first?.alias?.evaluateTargetHealth).toBe(false);
    expect(compile({ ingress: ingress({}) }).first?.alias?.evaluateTargetHealth).toBe(true);
  });

  it('a minimal TTL fills in for a missing one only', () => {
    expect(
      compile({ ingress: ingress({ status: [{ ip: '192.0.2.1' }] }) }, { minTtlSeconds: 60 }).first?.ttl,
    ).toBe(60);
    const own = ingress({ status: [{ ip: '192.0.2.1' }], annotations: { [`${GA}ttl`]: '30' } });
    expect(compile({ ingress: own }, { minTtlSeconds: 60 }).first?.ttl).toBe(30);
  });
});

describe('what is held and noted', () => {
  it('an empty status holds the names', () => {
    expect(compile({ ingress: ingress({ status: [] }) })).toMatchObject({
      endpoints: [],
      held: ['web.example.com'],
      reasons: ['NoTargets'],
    });
  });

  it('a bad name is refused and the good ones are served', () => {
    const result = compile({
      ingress: ingress({ spec: { rules: [{ host: 'a..example.com' }, { host: 'web.example.com' }] } }),
    });
    expect(result.reasons).toEqual(['InvalidName']);
    expect(result.endpoints).toHaveLength(2);
  });

  it('a bad ttl and two disagreeing prefixes are told', () => {
    const annotations = { [`${GA}ttl`]: 'foo', 'external-dns.alpha.kubernetes.io/ttl': '60' };
    expect(compile({ ingress: ingress({ annotations }) }).reasons).toEqual(['PrefixConflict', 'InvalidTtl']);
  });
});

describe('Services', () => {
  const named = { [`${GA}hostname`]: 'web.example.com' };
  const internal = { [`${GA}internal-hostname`]: 'int.example.com' };

  it.each<[string, Shape, readonly string[]]>([
    [
      'LoadBalancer: its status',
      { annotations: named, spec: { type: 'LoadBalancer' }, status: [{ ip: '192.0.2.1' }] },
      ['A web.example.com -> 192.0.2.1'],
    ],
    [
      'LoadBalancer: externalIPs first',
      {
        annotations: named,
        spec: { type: 'LoadBalancer', externalIPs: ['198.51.100.7'] },
        status: [{ ip: '192.0.2.1' }],
      },
      ['A web.example.com -> 198.51.100.7'],
    ],
    [
      'LoadBalancer: the internal name goes to the cluster ip',
      {
        annotations: { ...named, ...internal },
        spec: { type: 'LoadBalancer', clusterIP: '10.96.0.1' },
        status: [{ ip: '192.0.2.1' }],
      },
      ['A web.example.com -> 192.0.2.1', 'A int.example.com -> 10.96.0.1'],
    ],
    [
      'ExternalName',
      { annotations: named, spec: { type: 'ExternalName', externalName: 'app.provider.net' } },
      ['CNAME web.example.com -> app.provider.net'],
    ],
    ['ClusterIP: not by hostname', { annotations: named, spec: { clusterIP: '10.96.0.1' } }, []],
    [
      'ClusterIP: by internal-hostname',
      { annotations: internal, spec: { clusterIP: '10.96.0.1' } },
      ['A int.example.com -> 10.96.0.1'],
    ],
    ['without annotation nothing', { spec: { type: 'LoadBalancer' }, status: [{ ip: '192.0.2.1' }] }, []],
  ])('%s', (_, shape, expected) => {
    expect(compile({ service: service(shape) }).endpoints).toEqual(expected);
  });

  it('one name internally and externally is refused: it would publish the cluster ip', () => {
    const annotations = { ...named, [`${GA}internal-hostname`]: 'web.example.com' };
    const result = compile({
      service: service({
        annotations,
        spec: { type: 'LoadBalancer', clusterIP: '10.96.0.1' },
        status: [{ ip: '192.0.2.1' }],
      }),
    });
    expect(result).toMatchObject({ endpoints: [], reasons: ['InternalAndExternal'] });
  });

  it.each([{ type: 'NodePort' }, { clusterIP: 'None' }])(
    '%o keeps what it has while Nodes and Pods are not known',
    (spec) => {
      const result = compile({ service: service({ annotations: named, spec }) });
      expect(result).toMatchObject({
        endpoints: [],
        held: ['web.example.com'],
        reasons: ['TargetsUnread'],
      });
    },
  );
});
