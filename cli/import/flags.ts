import { carried, type FlagRule, refused, unneeded } from './flag-rule.ts';

/** Every flag of ExternalDNS 0.22 (`pkg/apis/externaldns/types.go`), in the order of its documentation. */
const KUBERNETES: readonly FlagRule[] = [
  unneeded('server', 'text', 'the cluster is `endpoint`'),
  unneeded('kubeconfig', 'text', 'the cluster is reached by `auth`'),
  unneeded('request-timeout', 'text', 'calls have their own time limits'),
  unneeded('kube-api-request-timeout', 'text', 'calls have their own time limits'),
  unneeded('kube-api-qps', 'number', 'a run lists each kind once'),
  unneeded('kube-api-burst', 'number', 'a run lists each kind once'),
];

const SOURCES: readonly FlagRule[] = [
  carried(
    'source',
    'sources',
    'list',
    'ingress, service, crd, node, gateway-httproute, -grpcroute, -tlsroute',
  ),
  carried('namespace', 'filters.namespace', 'text'),
  carried('annotation-filter', 'filters.annotationFilter', 'text'),
  carried('label-filter', 'filters.labelFilter', 'text'),
  carried(
    'annotation-prefix',
    'annotationPrefixes',
    'list',
    'both prefixes are read at once; the first wins',
  ),
  carried('ingress-class', 'filters.ingressClasses', 'list'),
  carried('ignore-hostname-annotation', 'filters.ignoreHostnameAnnotation', 'flag'),
  carried('ignore-ingress-rules-spec', 'filters.ignoreIngressRulesSpec', 'flag'),
  carried('ignore-ingress-tls-spec', 'filters.ignoreIngressTlsSpec', 'flag'),
  carried('gateway-name', 'filters.gatewayName', 'text'),
  carried('gateway-namespace', 'filters.gatewayNamespace', 'text'),
  carried('gateway-label-filter', 'filters.gatewayLabelFilter', 'text'),
  refused(
    'gateway-listener-sets',
    'flag',
    'ListenerSets are not built: name a Gateway in parentRefs',
    'false',
  ),
  carried('service-type-filter', 'filters.serviceTypes', 'list'),
  carried('publish-internal-services', 'filters.publishInternalServices', 'flag'),
  carried('publish-host-ip', 'filters.publishHostIp', 'flag'),
  carried('always-publish-not-ready-addresses', 'filters.alwaysPublishNotReadyAddresses', 'flag'),
  carried('expose-internal-ipv6', 'filters.exposeInternalIpv6', 'flag'),
  carried('exclude-unschedulable', 'filters.excludeUnschedulable', 'flag'),
  unneeded('listen-endpoint-events', 'flag', 'the sweep looks at EndpointSlices every minute'),
  refused(
    'resolve-service-load-balancer-hostname',
    'flag',
    'functions look up no names: leave the load balancer an alias, or give addresses by the target annotation',
    'false',
  ),
  refused(
    'compatibility',
    'text',
    'annotations of mate, molecule and kops are not read: use the hostname annotation',
  ),
  unneeded('crd-source-apiversion', 'text', 'DNSEndpoint is externaldns.k8s.io/v1alpha1'),
  unneeded('crd-source-kind', 'text', 'the kind is DNSEndpoint'),
  carried('default-targets', 'defaultTargets', 'list'),
  carried('force-default-targets', 'forceDefaultTargets', 'flag'),
  carried('target-net-filter', 'targetNetFilter', 'list'),
  carried('exclude-target-net', 'excludeTargetNet', 'list'),
  refused('nat64-networks', 'list', 'A records are not made from AAAA: give both addresses'),
  refused(
    'create-ptr',
    'flag',
    'PTR records are not made from addresses: write them as DNSEndpoint',
    'false',
  ),
  refused(
    'prefer-alias',
    'flag',
    'say alias: "true" on the objects, or leave AWS load balancers as aliases',
    'false',
  ),
  carried('fqdn-template', 'fqdnTemplates', 'list'),
  carried('fqdn-target-template', 'fqdnTargetTemplates', 'list'),
  carried('combine-fqdn-annotation', 'combineFqdnAnnotation', 'flag'),
  unneeded('target-template', 'list', 'only sources that are not built read it'),
  ...['connector-source-server', 'gloo-namespace', 'openshift-router-name', 'pod-source-domain'].map(
    otherSource,
  ),
  ...['skipper-routegroup-groupversion', 'unstructured-resource', 'ignore-non-host-network-pods'].map(
    otherSource,
  ),
  ...['traefik-enable-legacy', 'traefik-disable-new'].map(otherSource),
];

const RECORDS: readonly FlagRule[] = [
  carried('policy', 'policy', 'text', 'required'),
  carried('managed-record-types', 'managedRecordTypes', 'list'),
  carried('exclude-record-types', 'excludeRecordTypes', 'list'),
  carried('min-ttl', 'minTtl', 'seconds'),
  carried('domain-filter', 'domainFilters', 'list'),
  carried('exclude-domains', 'excludeDomains', 'list'),
  carried('regex-domain-filter', 'regexDomainFilter', 'text'),
  carried('regex-domain-exclusion', 'regexDomainExclusion', 'text'),
  carried('zone-id-filter', 'zones.ids', 'list'),
  carried('registry', 'registry', 'text', 'txt, and noop with create-only'),
  carried('txt-owner-id', 'ownerId', 'text', 'required'),
  carried('txt-prefix', 'txt.prefix', 'text'),
  carried('txt-suffix', 'txt.suffix', 'text'),
  carried('txt-wildcard-replacement', 'txt.wildcardReplacement', 'text'),
  carried(
    'txt-encrypt-enabled',
    'txt.encryptKey',
    'flag',
    'names the SecureString parameter that holds the key',
  ),
  unneeded('txt-encrypt-aes-key', 'text', 'the key goes into the parameter that `txt.encryptKey` names'),
  carried(
    'migrate-from-txt-owner',
    'txt.migrateFromOwner',
    'text',
    'adopts; nothing of the old owner is deleted',
  ),
  unneeded('txt-new-format-only', 'flag', '`txt.compat` says which markers are written'),
  unneeded('txt-cache-interval', 'text', 'every run reads the zones anew'),
  unneeded('provider-cache-time', 'text', 'every run reads the zones anew'),
  refused('dynamodb-table', 'text', 'the registry is TXT records: migrate it with ExternalDNS first'),
  refused('dynamodb-region', 'text', 'the registry is TXT records: migrate it with ExternalDNS first'),
  refused('crd-registry-namespace', 'text', 'the registry is TXT records: migrate it with ExternalDNS first'),
];

const AWS: readonly FlagRule[] = [
  carried('aws-zone-type', 'zones.type', 'text'),
  carried('aws-zone-tags', 'zones.tags', 'list'),
  carried('aws-zone-match-parent', 'zones.matchParent', 'flag'),
  carried('aws-prefer-cname', 'preferCname', 'flag'),
  carried('aws-evaluate-target-health', 'evaluateTargetHealth', 'flag'),
  carried('aws-batch-change-size', 'batch.changes', 'number'),
  carried('aws-batch-change-size-bytes', 'batch.characters', 'number'),
  carried('aws-batch-change-size-values', 'batch.values', 'number'),
  refused('aws-assume-role', 'text', 'name each zone of the other account, with this role, in zones.roles'),
  refused('aws-assume-role-external-id', 'text', 'give it as externalId in zones.roles'),
  refused('aws-profile', 'list', 'functions have no profiles: name zones of other accounts in zones.roles'),
  unneeded('aws-batch-change-interval', 'text', 'calls are paced by account'),
  unneeded('aws-api-retries', 'number', 'a message that fails is retried by the queue'),
  unneeded('aws-zones-cache-duration', 'text', 'zones are listed in every run'),
  ...['aws-sd-service-cleanup', 'aws-sd-create-tag'].map(otherProvider),
  unneeded('batch-change-size', 'number', 'of other providers'),
  unneeded('batch-change-interval', 'text', 'of other providers'),
  unneeded('zone-name-filter', 'list', 'of Azure; use domainFilters'),
];

const PROCESS: readonly FlagRule[] = [
  carried('provider', '', 'text', 'aws only'),
  unneeded('interval', 'text', 'events, and a sweep every minute'),
  unneeded('min-event-sync-interval', 'text', 'the queue batches events'),
  unneeded('events', 'flag', 'always; see `notifier`'),
  unneeded('once', 'flag', '`npm run sluice -- resync`'),
  unneeded('dry-run', 'flag', '`mode: observe`, or `npm run sluice -- plan`'),
  unneeded('events-emit', 'list', 'refusals and changes are Events on the object'),
  unneeded('log-format', 'text', 'logs are JSON'),
  unneeded('log-level', 'text', 'logs are structured; levels are Lambda settings'),
  unneeded('metrics-address', 'text', 'metrics go to CloudWatch'),
];

function otherSource(flag: string): FlagRule {
  return unneeded(flag, 'text', 'of a source that is not built');
}

function otherProvider(flag: string): FlagRule {
  return unneeded(flag, 'text', 'of a provider that is not built');
}

/** Flags with settings, reasons or both. */
export const FLAG_RULES: readonly FlagRule[] = [...SOURCES, ...RECORDS, ...AWS, ...PROCESS, ...KUBERNETES];

/** What flags of other providers begin with: they count only with a provider that is refused. */
export const OTHER_PROVIDERS: readonly string[] =
  `alibaba-cloud azure cloudflare coredns exoscale godaddy google inmemory ns1 oci ovh pdns pihole rfc2136 tls
  webhook`.split(/\s+/);

/** The rule of a flag without dashes, undefined for one that ExternalDNS 0.22 does not have. */
export function findFlagRule(flag: string): FlagRule | undefined {
  const rule = FLAG_RULES.find((candidate) => candidate.flag === flag);
  if (rule !== undefined) return rule;
  return OTHER_PROVIDERS.some((prefix) => flag.startsWith(`${prefix}-`)) ? otherProvider(flag) : undefined;
}
