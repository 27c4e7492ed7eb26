import { describe, expect, it, test } from 'vitest';
import type { DnsSourceKind, TemplateOptions } from '../../../lambdas/core/dns/config.ts';
import { compileDesired } from '../../../lambdas/core/dns/desired.ts';
import { compileRoute } from '../../../lambdas/core/dns/gateway-route.ts';
import { compileNameTemplates } from '../../../lambdas/core/dns/template/name-templates.lazy.ts';
import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { dnsConfig } from '../../dns-sync/config-fixture.ts';
import { GA, object, type Settings } from './compile-objects.ts';

const ALB = 'k8s-web-1234567890.us-east-1.elb.amazonaws.com';

function templates(options: Partial<TemplateOptions>): TemplateOptions {
  return { fqdn: [], fqdnTarget: [], combine: false, ...options };
}

/** What one template gives for an object, as text. */
function render(template: string, given: KubernetesObject, source: DnsSourceKind = 'ingress'): string {
  const rendered = compileNameTemplates(templates({ fqdn: [template] })).names?.(given, source);
  if (rendered === undefined) return 'nothing configured';
  return rendered.ok ? rendered.texts.join(' ') : `failed: ${rendered.problem}`;
}

const INGRESS = object(
  'Ingress',
  {
    name: 'the-web-v2',
    namespace: 'kube-system',
    labels: { environment: 'Production', 'service.kubernetes.io/headless': '' },
    annotations: {
      'dns.company.com/zone': 'company.example',
      ports:
        '[{"addresses":["192.0.2.1"],"port":80,"hostname":"a.example.com"},{"hostname":"b.example.com"}]',
    },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    spec: {
      ingressClassName: 'alb',
      tls: [{ hosts: ['tls.example.com'] }],
      rules: [{ host: 'one.example.com' }, { host: 'two.example.com', http: { paths: [{ path: '/' }] } }],
    },
    status: { loadBalancer: { ingress: [{ hostname: ALB }, { ip: '192.0.2.7' }] } },
  },
);

const SERVICE = object(
  'Service',
  { name: 'api' },
  {
    spec: {
      type: 'NodePort',
      clusterIP: '10.0.0.1',
      selector: { app: 'api' },
      ports: [
        { name: 'http', port: 80, targetPort: 'web', nodePort: 30_080 },
        { name: 'https', port: 443, targetPort: 8443 },
      ],
    },
  },
);

describe('templates see an object as the Go struct ExternalDNS has', () => {
  it.each([
    ['{{.Name}}.{{.Namespace}}.example.com', 'the-web-v2.kube-system.example.com'],
    ['{{.ObjectMeta.Name}}.x, {{.GetNamespace}}.y', 'kube-system.y the-web-v2.x'],
    ['{{.Kind | toLower}}.{{.APIVersion | replace "/" "-"}}', 'ingress.networking.k8s.io-v1'],
    ['{{.Labels.environment | toLower}}.example.com', 'production.example.com'],
    ['{{index .Annotations "dns.company.com/zone"}}', 'company.example'],
    ['{{range .Spec.Rules}}{{.Host}},{{end}}', 'one.example.com two.example.com'],
    ['{{range .Spec.TLS}}{{range .Hosts}}{{.}},{{end}}{{end}}', 'tls.example.com'],
    [
      '{{range .Status.LoadBalancer.Ingress}}{{if .Hostname}}lb.{{$.Name}}{{end}}{{.IP}},{{end}}',
      '192.0.2.7 lb.the-web-v2',
    ],
    ['{{.Spec.IngressClassName}}.example.com', 'alb.example.com'],
    ['{{(index (index .Spec.Rules 1).HTTP.Paths 0).Path | trimPrefix "/x"}}a', 'xa'],
    ['{{if .Labels.missing}}a{{else}}b{{end}}.example.com', 'b.example.com'],
    ['{{with .Annotations.missing}}{{.}}{{end}}', ''],
    [
      '{{if hasKey .Labels "service.kubernetes.io/headless"}}headless.example.com{{end}}',
      'headless.example.com',
    ],
    ['{{if eq .Spec.ClusterIP ""}}a{{end}}', 'failed'],
  ])('%s gives %s', (template, expected) => {
    expect(render(template, INGRESS)).toMatch(expected === 'failed' ? /^failed: / : exactly(expected));
  });

  it.each([
    ['{{.Spec.Type}}.{{.Spec.ClusterIP}}', 'NodePort.10.0.0.1'],
    ['{{range .Spec.Ports}}{{.Name}}-{{.TargetPort}}-{{.NodePort}},{{end}}', 'http-web-30080 https-8443-0'],
    ['{{if eq .Spec.ExternalName ""}}none{{end}}', 'none'],
    ['{{range $k, $v := .Spec.Selector}}{{$k}}.{{$v}}{{end}}', 'app.api'],
    ['{{(index .Spec.Ports 0).Port}}', '80'],
  ])('of a Service, %s gives %s', (template, expected) => {
    expect(render(template, SERVICE, 'service')).toBe(expected);
  });
});

describe('what the struct does not have is looked for in the JSON', () => {
  it.each([
    ['{{range .Spec.rules}}{{.host}},{{end}}', 'one.example.com two.example.com'],
    ['{{.Metadata.name}}.{{.Namespace}}', 'the-web-v2.kube-system'],
    ['{{(index .Object.spec.tls 0).hosts | len}}.example.com', '1.example.com'],
    ['{{index (index .Status.loadBalancer.ingress 0) "hostname"}}', ALB],
  ])('%s gives %s', (template, expected) => {
    expect(render(template, INGRESS)).toBe(expected);
  });

  it('and a key that is in neither fails, with the problem of both', () => {
    expect(render('{{.Spec.foo}}', INGRESS)).toMatch(
      /^failed: .*can't evaluate field foo in type v1.IngressSpec; over the object's JSON: .*no entry for key "foo"/,
    );
  });
});

describe("ExternalDNS's functions", () => {
  it.each([
    ['{{trimPrefix .Name "the-"}}', 'web-v2'],
    ['{{trimSuffix .Name "-v2"}}', 'the-web'],
    ['{{replace "-" "." .Name}}', 'the.web.v2'],
    ['{{if contains .Name "web"}}yes{{else}}no{{end}}', 'yes'],
    ['  {{trim "  a.example.com.  "}}  ', 'a.example.com'],
    ['{{isIPv4 "192.0.2.1"}} {{isIPv4 "10.09.15.25"}} {{isIPv6 "::ffff:1.2.3.4"}}', 'true false true'],
    ['{{if isSource "Ingress"}}a{{end}}{{if isSource "node"}}b{{end}}', 'a'],
    ['{{range fromJson .Annotations.ports}}{{.hostname}},{{end}}', 'a.example.com b.example.com'],
    ['{{fromJson "nonsense" | printf "%v"}}', '<nil>'],
    ['{{slice .Name 4 7}}', 'web'],
    ['{{printf "%s-%d" .Name 7 | len}}', '12'],
  ])('%s gives %s', (template, expected) => {
    expect(render(template, INGRESS)).toBe(expected);
  });

  it.each([
    ['{{isSource "ingres"}}', /unknown source "ingres" \(valid: node, service/],
    ['{{hasKey .Spec "a"}}', /expected map\[string\]string/],
    ['{{slice .Name 9 99}}', /index out of range: 99/],
    ['{{slice .Name 3 1}}', /invalid slice index: 3 > 1/],
  ])('%s fails', (template, problem) => {
    expect(render(template, INGRESS)).toMatch(problem);
  });

  it('are its own, not those of secrets', () => {
    expect(() => compileNameTemplates(templates({ fqdn: ['{{upper .Name}}'] }))).toThrow(
      /function "upper" not defined/,
    );
  });
});

test('several templates are one, joined by commas; names are unique, sorted and without final dots', () => {
  const { names } = compileNameTemplates(templates({ fqdn: ['{{.Name}}.b., {{.Name}}.a', '{{.Name}}.b,'] }));

  expect(names?.(INGRESS, 'ingress')).toEqual({ ok: true, texts: ['the-web-v2.a', 'the-web-v2.b'] });
});

test('a template that cannot be parsed is named with its setting and place', () => {
  const options = templates({ fqdn: ['{{.Name}}.a', '{{.Name'] });

  expect(() => compileNameTemplates(options)).toThrow(
    /^dns\.fqdnTemplates\[1\] "\{\{\.Name": template: endpoint/,
  );
});

test('a template without an end is stopped', () => {
  expect(render('{{range $i := 9999999}}a{{end}}', INGRESS)).toMatch(/^failed: .*iterations of range/);
});

interface Compiled {
  readonly source?: DnsSourceKind;
  readonly options: Partial<TemplateOptions>;
  readonly settings?: Settings;
}

/** What objects of one source come to with templates. */
function compile(
  objects: readonly KubernetesObject[],
  { source = 'ingress', options, settings = {} }: Compiled,
) {
  const { filter = {}, ...others } = settings;
  const config = dnsConfig({ sources: [source], filters: { ...dnsConfig().filters, ...filter }, ...others });
  const related = { nodes: [], pods: [], endpointslices: [] };
  const desired = compileDesired({ [source]: objects }, config, {
    related,
    templates: compileNameTemplates(templates(options)),
    routes: compileRoute,
  });
  return {
    ...desired,
    names: desired.endpoints.map(
      ({ recordType, dnsName, targets }) => `${recordType} ${dnsName} -> ${targets.join(' ')}`,
    ),
    reasons: desired.notes.map(({ reason }) => reason),
  };
}

const STATUS = { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } };
const BARE = object('Ingress', { name: 'bare' }, { spec: {}, status: STATUS });
const NAMED = object(
  'Ingress',
  { name: 'named' },
  { spec: { rules: [{ host: 'named.example.com' }] }, status: STATUS },
);

describe('objects take names from the template', () => {
  it('when they have none of their own', () => {
    const { names } = compile([BARE, NAMED], { options: { fqdn: ['{{.Name}}.t.example.com'] } });

    expect(names).toEqual(['A bare.t.example.com -> 192.0.2.1', 'A named.example.com -> 192.0.2.1']);
  });

  it('besides their own when combined', () => {
    const { names } = compile([NAMED], { options: { fqdn: ['{{.Name}}.t.example.com'], combine: true } });

    expect(names).toEqual(['A named.example.com -> 192.0.2.1', 'A named.t.example.com -> 192.0.2.1']);
  });

  it('and keep ttl, target and routing annotations', () => {
    const annotations = {
      [`${GA}ttl`]: '60',
      [`${GA}target`]: '192.0.2.9',
      [`${GA}set-identifier`]: 'a',
      [`${GA}aws-weight`]: '1',
    };
    const given = object('Ingress', { name: 'bare', annotations }, { spec: {}, status: STATUS });

    const { endpoints } = compile([given], { options: { fqdn: ['{{.Name}}.example.com'] } });

    expect(endpoints).toMatchObject([
      {
        dnsName: 'bare.example.com',
        ttl: 60,
        targets: ['192.0.2.9'],
        setIdentifier: 'a',
        properties: { 'aws/weight': '1' },
      },
    ]);
  });

  it('but a controller annotation of somebody else silences the template too', () => {
    const annotations = { [`${GA}controller`]: 'another' };

    expect(
      compile([object('Ingress', { annotations }, { spec: {}, status: STATUS })], {
        options: { fqdn: ['{{.Name}}.example.com'] },
      }).names,
    ).toEqual([]);
  });

  it('a Service points where its type points, and is not published without consent', () => {
    const service = (name: string, spec: object, status: object = {}) =>
      object('Service', { name }, { spec, status });
    const objects = [
      service('lb', { type: 'LoadBalancer' }, STATUS),
      service('ext', { type: 'ExternalName', externalName: 'elsewhere.example.org' }),
      service('inner', { type: 'ClusterIP', clusterIP: '10.0.0.1' }),
    ];

    const { names } = compile(objects, { source: 'service', options: { fqdn: ['{{.Name}}.example.com'] } });

    expect(names).toEqual([
      'CNAME ext.example.com -> elsewhere.example.org',
      'A lb.example.com -> 192.0.2.1',
    ]);
  });

  it('a Service whose hostname annotation is ignored has none of its own', () => {
    const annotations = { [`${GA}hostname`]: 'own.example.com' };
    const given = object('Service', { annotations }, { spec: { type: 'LoadBalancer' }, status: STATUS });

    const { names } = compile([given], {
      source: 'service',
      options: { fqdn: ['{{.Name}}.example.com'] },
      settings: { filter: { ignoreHostnameAnnotation: true } },
    });

    expect(names).toEqual(['A web.example.com -> 192.0.2.1']);
  });

  it('a Node gives up its own name, unless combined', () => {
    const node = object(
      'Node',
      { name: 'n1.example.com' },
      { status: { addresses: [{ type: 'ExternalIP', address: '192.0.2.1' }] } },
    );
    const using = (combine: boolean) =>
      compile([node], { source: 'node', options: { fqdn: ['x-{{.Name}}'], combine } }).names;

    expect(using(false)).toEqual(['A x-n1.example.com -> 192.0.2.1']);
    expect(using(true)).toEqual(['A n1.example.com -> 192.0.2.1', 'A x-n1.example.com -> 192.0.2.1']);
  });
});

describe('pairs of name and target', () => {
  const node = object(
    'Node',
    { name: 'n1' },
    { status: { addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] } },
  );

  it('are endpoints without annotations, whose markers name no object', () => {
    const { endpoints, names } = compile([node], {
      source: 'node',
      options: {
        fqdnTarget: [
          '{{range .Status.Addresses}}{{$.Name}}.example.com:{{.Address}},{{end}}v6.example.com:2001:db8::1',
        ],
      },
    });

    expect(names).toEqual(['A n1.example.com -> 10.0.0.1', 'AAAA v6.example.com -> 2001:db8::1']);
    expect(endpoints.every(({ isAnonymous }) => isAnonymous === true)).toBe(true);
  });

  it('hold their name while the target is not there yet', () => {
    const { held, names } = compile([node], {
      source: 'node',
      options: { fqdnTarget: ['{{.Name}}.example.com:'] },
    });

    expect(names).toEqual([]);
    expect(held).toEqual([{ dnsName: 'n1.example.com', resource: 'node/default/n1' }]);
  });

  it('are told to the object when they are none', () => {
    const { reasons, notes } = compile([node], {
      source: 'node',
      options: { fqdnTarget: ['{{.Name}}.example.com'] },
    });

    expect(reasons).toEqual(['InvalidName']);
    expect(notes[0]?.message).toContain('"n1.example.com"');
  });

  it('come before names, which count only where there was no pair', () => {
    const options = {
      fqdnTarget: ['{{.Name}}.pair.example.com:192.0.2.5'],
      fqdn: ['{{.Name}}.name.example.com'],
    };

    expect(compile([node], { source: 'node', options }).names).toEqual([
      'A n1.pair.example.com -> 192.0.2.5',
    ]);
  });
});

describe('a name that is not known deletes nothing', () => {
  it('a template that fails makes the observation incomplete and names the object', () => {
    const { complete, unknown, notes, names } = compile([BARE, NAMED], {
      options: { fqdn: ['{{(index .Spec.Rules 0).Host}}.x'], combine: false },
    });

    expect(names).toEqual(['A named.example.com -> 192.0.2.1']);
    expect({ complete, unknown }).toEqual({ complete: false, unknown: ['ingress/default/bare'] });
    expect(notes[0]).toMatchObject({ subject: 'Ingress/default/bare', reason: 'TemplateFailed' });
  });

  it('a label that is missing makes no name, and is told', () => {
    const { names, reasons, complete } = compile([BARE], {
      options: { fqdn: ['{{.Labels.team}}.example.com'] },
    });

    expect({ names, reasons, complete }).toEqual({ names: [], reasons: ['InvalidName'], complete: true });
  });

  it('a template over an empty status leaves the records of the object', () => {
    const empty = object('Ingress', { name: 'bare' }, { spec: {}, status: {} });

    const { unknown, complete } = compile([empty], {
      options: { fqdn: ['{{range .Status.LoadBalancer.Ingress}}{{.Hostname}},{{end}}'] },
    });

    expect({ unknown, complete }).toEqual({ unknown: ['ingress/default/bare'], complete: true });
  });
});

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}
