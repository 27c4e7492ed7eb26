import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, describe, expect, it, test, vi } from 'vitest';
import { parse } from 'yaml';
import { printFlagTable } from '../../cli/import/flag-table.ts';
import { findFlagRule } from '../../cli/import/flags.ts';
import { runCli } from '../../cli/main.ts';
import { dnsSchema } from '../../stack/config/dns-schema.ts';
import { exampleCluster } from '../stack/example-cluster.ts';

const directory = mkdtempSync(join(tmpdir(), 'sluice-import-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Imports a text; what is printed, the document in it, and the exit code. */
async function importText(text: string, ...options: readonly string[]) {
  const file = join(directory, 'settings');
  writeFileSync(file, text);
  const out: string[] = [];
  const errors: string[] = [];
  const stderr = vi
    .spyOn(process.stderr, 'write')
    .mockImplementation((chunk) => errors.push(String(chunk)) > 0);
  const code = await runCli(['import', 'externaldns', file, ...options], {
    loadConfiguration: () => ({ clusters: [exampleCluster()] }),
    invoke: () => Promise.reject(new Error('import reaches nothing')),
    write: (chunk) => void out.push(chunk),
  });
  stderr.mockRestore();
  const printed = out.join('');
  const { dns } = (parse(printed) ?? {}) as { readonly dns?: Readonly<Record<string, unknown>> };
  return { code, printed, dns, error: errors.join(''), comments: printed.match(/^# .*$/gm) ?? [] };
}

describe('the first user', () => {
  const VALUES = `
provider: {name: aws}
sources: [service, ingress]
domainFilters: [dev.growbin.app]
policy: sync
registry: txt
txtOwnerId: eco2-dev
interval: 1m
logLevel: info
serviceAccount: {create: true, name: external-dns}
resources: {requests: {cpu: 50m}}
`;

  it('gets settings that change nothing and can be switched back', async () => {
    const { code, dns, comments } = await importText(VALUES, '--version', 'v0.14.0');

    expect(code).toBe(0);
    expect(dns).toEqual({
      mode: 'observe',
      ownerId: 'eco2-dev',
      policy: 'sync',
      annotationPrefixes: ['external-dns.alpha.kubernetes.io/', 'external-dns.kubernetes.io/'],
      txt: { compat: '0.14' },
      sources: ['service', 'ingress'],
      registry: 'txt',
      domainFilters: ['dev.growbin.app'],
    });
    expect(v.safeParse(dnsSchema, dns).success).toBe(true);
    expect(comments).toEqual([
      '# From ExternalDNS v0.14.0, read as chart values.',
      '# Not needed:',
      '#   --interval: events, and a sweep every minute',
      '#   --log-level: logs are structured; levels are Lambda settings',
    ]);
  });

  it('is asked for the version when the values do not say it', async () => {
    const { code, error, printed } = await importText(VALUES);

    expect({ code, printed }).toEqual({ code: 1, printed: '' });
    expect(error).toContain('give --version, the tag of its image, such as v0.14.0');
  });
});

describe('versions', () => {
  it.each([
    ['v0.14.0', '0.14'],
    ['0.15.1', '0.14'],
    ['v0.16.0', '0.16-0.21'],
    ['0.21', '0.16-0.21'],
    ['v20260820-v0.22.0', '0.22'],
    ['0.23.0-debian-12-r1', '0.22'],
  ])('%s writes the markers of %s', async (version, compat) => {
    const { dns } = await importText(
      '--provider=aws --policy=sync --domain-filter=a.example',
      '--version',
      version,
    );

    expect(dns).toMatchObject({ txt: { compat } });
  });

  it('until 0.21 have policy sync and the alpha prefix by default; later the policy is asked for', async () => {
    const flags = '--provider=aws --source=ingress --domain-filter=a.example';

    const old = await importText(flags, '--version', '0.21.0');
    const recent = await importText(flags, '--version', '0.22.0');

    expect(old.dns).toMatchObject({ policy: 'sync', ownerId: 'default' });
    expect(recent.dns).toMatchObject({
      annotationPrefixes: ['external-dns.kubernetes.io/', 'external-dns.alpha.kubernetes.io/'],
    });
    expect(recent.code).toBe(1);
    expect(recent.comments.join('\n')).toMatch(/policy: undefined is not accepted/);
  });

  it('that are none are refused', async () => {
    expect((await importText('--provider=aws', '--version', 'latest')).error).toContain(
      '"latest" is no version of ExternalDNS',
    );
  });
});

describe('a list of flags', () => {
  it('is carried whole: every setting that we have', async () => {
    const flags = `external-dns \\
  --provider aws --source ingress --source=service --source=gateway-httproute --policy=upsert-only
  --registry=txt --txt-owner-id=me --txt-prefix='_edns.%{record_type}.' --txt-wildcard-replacement=any
  --domain-filter=a.example --domain-filter=b.example --exclude-domains=x.a.example
  --annotation-prefix=dns.company.example/ --annotation-filter='kind in (public)' --label-filter=a=b
  --ingress-class=alb --ingress-class=nginx --namespace=web --service-type-filter=LoadBalancer
  --publish-internal-services --no-exclude-unschedulable --ignore-ingress-tls-spec
  --zone-id-filter=/hostedzone/Z0123456789ABC --aws-zone-type=public --aws-zone-tags=team=a --aws-zone-match-parent
  --aws-prefer-cname --no-aws-evaluate-target-health --aws-batch-change-size=500
  --managed-record-types=A --managed-record-types=TXT --exclude-record-types=TXT --min-ttl=2m
  --default-targets=192.0.2.1 --force-default-targets --target-net-filter=10.0.0.0/8
  --fqdn-template='{{.Name}}.a.example' --fqdn-template={{.Name}}.b.example --combine-fqdn-annotation
  --migrate-from-txt-owner=old --gateway-name=public`;

    const { code, dns, comments } = await importText(flags, '--version=0.20.0');

    expect(comments).toEqual(['# From ExternalDNS 0.20.0, read as a list of flags.']);
    expect(code).toBe(0);
    expect(dns).toEqual({
      mode: 'observe',
      ownerId: 'me',
      policy: 'upsert-only',
      annotationPrefixes: ['dns.company.example/'],
      txt: {
        compat: '0.16-0.21',
        prefix: '_edns.%{record_type}.',
        wildcardReplacement: 'any',
        migrateFromOwner: 'old',
      },
      sources: ['ingress', 'service', 'gateway-httproute'],
      registry: 'txt',
      domainFilters: ['a.example', 'b.example'],
      excludeDomains: ['x.a.example'],
      filters: {
        annotationFilter: 'kind in (public)',
        labelFilter: 'a=b',
        ingressClasses: ['alb', 'nginx'],
        namespace: 'web',
        serviceTypes: ['LoadBalancer'],
        publishInternalServices: true,
        excludeUnschedulable: false,
        ignoreIngressTlsSpec: true,
        gatewayName: 'public',
      },
      zones: { ids: ['Z0123456789ABC'], type: 'public', tags: ['team=a'], matchParent: true },
      preferCname: true,
      evaluateTargetHealth: false,
      batch: { changes: 500 },
      managedRecordTypes: ['A', 'TXT'],
      excludeRecordTypes: ['TXT'],
      minTtl: 120,
      defaultTargets: ['192.0.2.1'],
      forceDefaultTargets: true,
      targetNetFilter: ['10.0.0.0/8'],
      fqdnTemplates: ['{{.Name}}.a.example', '{{.Name}}.b.example'],
      combineFqdnAnnotation: true,
    });
    expect(v.safeParse(dnsSchema, dns).success).toBe(true);
  });

  it.each([
    ['--provider=google', '--provider=google: sluice writes to Route 53 only'],
    ['--registry=dynamodb', '--registry=dynamodb: migrate to the txt registry with ExternalDNS first'],
    ['--registry=noop', '--registry=noop: without markers only policy create-only is allowed'],
    ['--source=istio-gateway', '--source=istio-gateway: not built; keep ExternalDNS'],
    ['--aws-assume-role=arn:aws:iam::1:role/x', '--aws-assume-role: name each zone of the other account'],
    [
      '--compatibility=kops-dns-controller',
      '--compatibility: annotations of mate, molecule and kops are not read',
    ],
    [
      '--resolve-service-load-balancer-hostname',
      '--resolve-service-load-balancer-hostname: functions look up no names',
    ],
    ['--create-ptr', '--create-ptr: PTR records are not made from addresses'],
    ['--frobnicate=1', '--frobnicate: ExternalDNS 0.22 has no such flag'],
    ['--zone-id-filter=ABC', 'zones.ids.0: "ABC" is not accepted'],
    ['--aws-batch-change-size=many', '--aws-batch-change-size=many: give a whole number'],
  ])('%s is named as not carried over', async (flag, reason) => {
    const { code, comments } = await importText(
      `--provider=aws --source=ingress --policy=sync --domain-filter=a.example ${flag}`,
      '--version=0.21.0',
    );

    expect(code).toBe(1);
    expect(comments[1]).toBe('# NOT CARRIED OVER; settle each before "enforce":');
    expect(comments.join('\n')).toContain(`#   ${reason}`);
  });

  it('that asks for nothing special by a refused flag is complete', async () => {
    const flags =
      '--provider=aws --source=ingress --domain-filter=a.example --no-create-ptr --compatibility=';

    expect((await importText(flags, '--version=0.21.0')).code).toBe(0);
  });

  it('that names no zone is told so', async () => {
    const { comments } = await importText('--provider=aws --source=ingress', '--version=0.21.0');

    expect(comments.join('\n')).toContain('no filter names a zone: set domainFilters or zones.ids');
  });

  it('of nothing is an error', async () => {
    expect((await importText('just words', '--version=0.21.0')).error).toContain('the file has no flags');
  });
});

test('the key of encrypted markers is never printed', async () => {
  const key = 'bEvwIRtxAQAMoFbHnbGAGVMqCmqKHuJP';

  const { printed, dns } = await importText(
    `--provider=aws --domain-filter=a.example --txt-encrypt-enabled --txt-encrypt-aes-key=${key}`,
    '--version=0.21.0',
  );

  expect(printed).not.toContain(key);
  expect(dns).toMatchObject({ txt: { encryptKey: '/sluice/external-dns/txt-encrypt-aes-key' } });
});

describe('chart values', () => {
  it('have the defaults of the chart, and arguments as a list or a mapping', async () => {
    const list = await importText(
      'extraArgs: ["--aws-zone-type=public"]\ndomainFilters: [a.example]',
      '--version=0.14.0',
    );
    const mapping = await importText(
      'extraArgs: {aws-zone-type: public, aws-prefer-cname: true, ingress-class: [a, b], txt-encrypt-enabled: false}\ndomainFilters: [a.example]',
      '--version=0.20.0',
    );

    expect(list.dns).toMatchObject({
      policy: 'upsert-only',
      sources: ['service', 'ingress'],
      zones: { type: 'public' },
    });
    expect(mapping.dns).toMatchObject({
      preferCname: true,
      filters: { ingressClasses: ['a', 'b'] },
      zones: { type: 'public' },
    });
    expect(mapping.code).toBe(0);
  });

  it('name the version by the tag of the image', async () => {
    const { dns } = await importText('image: {tag: v0.18.0}\ndomainFilters: [a.example]');

    expect(dns).toMatchObject({ txt: { compat: '0.16-0.21' } });
  });

  it('with namespaced need the namespace of the release', async () => {
    const values = 'namespaced: true\ndomainFilters: [a.example]';

    const without = await importText(values, '--version=0.14.0');
    const given = await importText(values, '--version=0.14.0', '--release-namespace', 'dns');

    expect(without.code).toBe(1);
    expect(without.comments.join('\n')).toContain('give it with --release-namespace');
    expect(given.dns).toMatchObject({ filters: { namespace: 'dns' } });
  });

  it('have their Helm literals read, and other Helm templates named', async () => {
    const values = [
      'domainFilters: [a.example]',
      'extraArgs:',
      '  - --fqdn-template={{ "{{ .Name }}" }}.a.example',
      "  - '--fqdn-template={{`{{ .Namespace }}`}}.a.example'",
      '  - --txt-prefix={{ .Release.Name }}-',
    ].join('\n');

    const { dns, comments, code } = await importText(values, '--version=0.14.0');

    expect(dns).toMatchObject({ fqdnTemplates: ['{{ .Name }}.a.example', '{{ .Namespace }}.a.example'] });
    expect(code).toBe(1);
    expect(comments.join('\n')).toContain('extraArgs --txt-prefix: Helm makes its value');
  });

  it('with variables of the environment are read, too; a value of another chart is named', async () => {
    const values = `
env:
  - {name: EXTERNAL_DNS_TXT_PREFIX, value: x-}
  - {name: EXTERNAL_DNS_DOMAIN_FILTER, value: "a.example\\nb.example"}
  - {name: AWS_DEFAULT_REGION, value: us-east-1}
aws: {zoneType: public}
`;

    const { dns, comments } = await importText(values, '--version=0.14.0');

    expect(dns).toMatchObject({ txt: { prefix: 'x-' }, domainFilters: ['a.example', 'b.example'] });
    expect(comments.join('\n')).toContain('aws: no value of the ExternalDNS chart has this name');
  });
});

test('a Deployment is read by its container', async () => {
  const deployment = `
kind: Deployment
spec:
  template:
    spec:
      containers:
        - {name: sidecar, image: other}
        - name: external-dns
          image: registry.k8s.io/external-dns/external-dns:v0.14.0
          args: [--provider=aws, --source=ingress, --domain-filter=a.example, --txt-owner-id=me]
`;

  const { dns, code } = await importText(deployment);

  expect(code).toBe(0);
  expect(dns).toMatchObject({ ownerId: 'me', policy: 'sync', txt: { compat: '0.14' } });
});

/** Every flag of ExternalDNS 0.22 (`pkg/apis/externaldns/types.go`), those of other providers by their first word. */
const FLAGS = `server resolve-service-load-balancer-hostname listen-endpoint-events gloo-namespace
skipper-routegroup-groupversion always-publish-not-ready-addresses annotation-filter annotation-prefix compatibility
connector-source-server crd-source-apiversion crd-source-kind default-targets force-default-targets prefer-alias
exclude-record-types exclude-target-net exclude-unschedulable expose-internal-ipv6 gateway-label-filter gateway-name
gateway-namespace gateway-listener-sets ignore-hostname-annotation ignore-ingress-rules-spec ignore-ingress-tls-spec
ignore-non-host-network-pods ingress-class label-filter managed-record-types namespace nat64-networks
openshift-router-name pod-source-domain publish-host-ip publish-internal-services service-type-filter
target-net-filter traefik-enable-legacy traefik-disable-new unstructured-resource events-emit provider-cache-time
create-ptr domain-filter exclude-domains regex-domain-filter regex-domain-exclusion zone-name-filter zone-id-filter
google-project alibaba-cloud-zone-type aws-zone-type aws-zone-tags aws-profile aws-assume-role
aws-assume-role-external-id aws-batch-change-size aws-batch-change-size-bytes aws-batch-change-size-values
aws-batch-change-interval aws-evaluate-target-health aws-api-retries aws-prefer-cname aws-zones-cache-duration
aws-zone-match-parent aws-sd-service-cleanup aws-sd-create-tag azure-config-file batch-change-size
batch-change-interval cloudflare-proxied coredns-prefix oci-config-file inmemory-zone ovh-endpoint pdns-server
ns1-endpoint godaddy-api-key tls-ca exoscale-apikey rfc2136-host pihole-server policy registry crd-registry-namespace
txt-owner-id txt-prefix txt-suffix txt-wildcard-replacement txt-encrypt-enabled txt-encrypt-aes-key
migrate-from-txt-owner dynamodb-region dynamodb-table txt-cache-interval interval min-event-sync-interval once
dry-run events min-ttl log-format metrics-address log-level webhook-provider-url combine-fqdn-annotation
fqdn-template target-template fqdn-target-template kubeconfig request-timeout kube-api-request-timeout kube-api-qps
kube-api-burst provider source`.split(/\s+/);

test('every flag of ExternalDNS 0.22 has an answer', () => {
  expect(FLAGS.filter((flag) => findFlagRule(flag) === undefined)).toEqual([]);
});

test('the table of flags in docs/compatibility.md is the one in code (npm run sluice -- import externaldns --flags)', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/compatibility.md'), 'utf8');

  expect(page.includes(printFlagTable())).toBe(true);
});
