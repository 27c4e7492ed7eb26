import { CHANGE_CHARACTERS_MAX, CHANGE_RECORDS_MAX } from '../../../../lambdas/core/bounds.ts';
import type { DnsSyncConfig } from '../../../../lambdas/core/dns/config.ts';
import type { CaseConfig } from './case.ts';

/** Flags that change how fast ExternalDNS works and not what it does. */
const IGNORED_FLAGS: readonly RegExp[] = [/^--aws-batch-change-interval=/];

/**
 * The case's settings as ours, where unset with ExternalDNS's default. Fixed for every case (test/corpus/README.md):
 * `txt.compat` 0.22, `aaaa` always, the case's own annotation prefix alone. Throws for a setting we do not have.
 */
export function toDnsSyncConfig(config: CaseConfig): DnsSyncConfig {
  const read = createReader(config);
  const prefix = read.text('annotationPrefix', 'external-dns.kubernetes.io/');
  const mapped: DnsSyncConfig = {
    ...FIXED,
    mode: read.flag('dryRun', false) ? 'observe' : 'enforce',
    ownerId: read.text('ownerId', 'default'),
    policy: read.text('policy', '') as DnsSyncConfig['policy'],
    registry: read.text('registry', 'txt') as DnsSyncConfig['registry'],
    sources: read.list('sources') as DnsSyncConfig['sources'],
    domainFilters: read.list('domainFilters'),
    excludeDomains: read.list('excludeDomains'),
    regexDomainFilter: read.text('regexDomainFilter', ''),
    regexDomainExclusion: read.text('regexDomainExclusion', ''),
    zones: {
      ids: read.list('zoneIds'),
      type: read.text('zoneType', 'any') as 'any',
      tags: read.list('zoneTags'),
      matchParent: read.flag('zoneMatchParent', false),
    },
    annotationPrefixes: [prefix.endsWith('/') ? prefix : `${prefix}/`],
    txt: readTxt(read),
    preferCname: read.flag('preferCname', false),
    evaluateTargetHealth: read.flag('evaluateTargetHealth', true),
    managedRecordTypes: read.list('managedRecordTypes', ['A', 'AAAA', 'CNAME']),
    excludeRecordTypes: read.list('excludeRecordTypes'),
    minTtlSeconds: read.number('minTtl', 0),
    defaultTargets: read.list('defaultTargets'),
    forceDefaultTargets: read.flag('forceDefaultTargets', false),
    ...readTemplates(read),
    targetNetFilter: read.list('targetNetFilter'),
    excludeTargetNet: read.list('excludeTargetNet'),
    filters: readFilters(read),
    batch: {
      changes: read.number('batchChangeSize', CHANGE_RECORDS_MAX),
      characters: read.number('batchChangeSizeBytes', CHANGE_CHARACTERS_MAX),
      values: read.number('batchChangeSizeValues', CHANGE_RECORDS_MAX),
    },
  };
  read.refuseUnread();
  return mapped;
}

/** Where the function keeps its Lease. */
export const LEASE_NAMESPACE = 'sluice';

const FIXED = {
  account: '123456789012',
  region: 'us-east-1',
  cluster: {
    name: 'corpus',
    endpoint: 'https://cluster.invalid:6443',
    ca: 'none',
    auth: { mode: 'web-identity', audience: 'kube:corpus' },
  },
  aaaa: 'always',
  deleteDelaySeconds: 60,
  breaker: { share: 0.3, populationMin: 10, deletionsMin: 3 },
  leaseNamespace: LEASE_NAMESPACE,
} as const;

type Reader = ReturnType<typeof createReader>;

function readTxt(read: Reader): DnsSyncConfig['txt'] {
  const encryptKey = read.text('txtEncryptKey', '');
  const migrateFromOwner = read.text('migrateFromOwner', '');
  return {
    prefix: read.text('txtPrefix', ''),
    suffix: read.text('txtSuffix', ''),
    wildcardReplacement: read.text('txtWildcardReplacement', ''),
    compat: '0.22',
    ...(read.flag('txtEncrypt', false) ? { encryptKey } : {}),
    ...(migrateFromOwner === '' ? {} : { migrateFromOwner }),
  };
}

function readTemplates(read: Reader): Pick<DnsSyncConfig, 'templates'> {
  const fqdn = [...read.list('fqdnTemplate'), ...read.arguments('fqdn-template')];
  const fqdnTarget = read.arguments('fqdn-target-template');
  const combine = read.argument('combine-fqdn-annotation') === 'true';
  return fqdn.length + fqdnTarget.length === 0 ? {} : { templates: { fqdn, fqdnTarget, combine } };
}

function readFilters(read: Reader): DnsSyncConfig['filters'] {
  return {
    ingressClasses: read.list('ingressClass'),
    annotationFilter: read.text('annotationFilter', ''),
    labelFilter: read.text('labelFilter', ''),
    namespace: read.text('namespace', ''),
    serviceTypes: read.list('serviceTypeFilter'),
    ignoreIngressRulesSpec: read.flag('ignoreIngressRulesSpec', false),
    ignoreIngressTlsSpec: read.flag('ignoreIngressTlsSpec', false),
    ignoreHostnameAnnotation: read.flag('ignoreHostnameAnnotation', false),
    publishInternalServices: read.flag('publishInternalServices', false),
    publishHostIp: read.argument('publish-host-ip') === 'true',
    alwaysPublishNotReadyAddresses: read.argument('always-publish-not-ready-addresses') === 'true',
    exposeInternalIpv6: read.argument('expose-internal-ipv6') === 'true',
    excludeUnschedulable: read.argument('exclude-unschedulable') !== 'false',
    gatewayName: read.argument('gateway-name') ?? '',
    gatewayNamespace: read.argument('gateway-namespace') ?? '',
    gatewayLabelFilter: read.argument('gateway-label-filter') ?? '',
  };
}

/** Reads settings by name and remembers which, so that none is overlooked. */
function createReader(config: CaseConfig) {
  const read = new Set<string>(['extraArgs']);
  const flags = (config['extraArgs'] ?? []) as readonly string[];
  const understood = new Set<string>();
  const get = (name: string): unknown => {
    read.add(name);
    return config[name] ?? undefined;
  };
  return {
    text: (name: string, fallback: string) => String(get(name) ?? fallback),
    number: (name: string, fallback: number) => Number(get(name) ?? fallback),
    flag: (name: string, fallback: boolean) => (get(name) ?? fallback) === true,
    list: (name: string, fallback: readonly string[] = []) => (get(name) ?? fallback) as readonly string[],
    /** Value of a flag among `extraArgs`: `true` for one without a value. */
    argument(flag: string): string | undefined {
      const given = flags.find((text) => text === `--${flag}` || text.startsWith(`--${flag}=`));
      if (given === undefined) return undefined;
      understood.add(given);
      return given === `--${flag}` ? 'true' : given.slice(flag.length + 3);
    },
    /** Values of a flag that may be given several times. */
    arguments(flag: string): readonly string[] {
      const given = flags.filter((text) => text.startsWith(`--${flag}=`));
      for (const text of given) understood.add(text);
      return given.map((text) => text.slice(flag.length + 3));
    },
    refuseUnread() {
      const unknown = [
        ...Object.keys(config).filter((name) => !read.has(name) && config[name] !== null),
        ...flags.filter(
          (flag) => !understood.has(flag) && !IGNORED_FLAGS.some((ignored) => ignored.test(flag)),
        ),
      ];
      if (unknown.length > 0) throw new Error(`no setting of ours stands for ${unknown.join(', ')}`);
    },
  };
}
