import * as v from 'valibot';
import { DNS_SOURCES } from './dns-sources.ts';
import { describe, field } from './fields.ts';

const RECORD_TYPES = ['A', 'AAAA', 'CNAME', 'TXT', 'NS', 'MX', 'SRV', 'NAPTR', 'DNAME', 'PTR'] as const;
const RECORD_TYPE = describe(v.picklist(RECORD_TYPES), `allowed: ${RECORD_TYPES.join(', ')}`);
const DOMAIN = describe(
  v.pipe(v.string(), v.trim(), v.toLowerCase(), v.regex(/^\.?([^\s.,*"\\/]+\.)*[^\s.,*"\\/]+\.?$/)),
  'allowed: a domain such as "dev.growbin.app" (it and all below it) or ".dev.growbin.app" (only below it)',
);
const NET = describe(
  v.pipe(v.string(), v.regex(/^[0-9a-fA-F.:]+\/[0-9]{1,3}$/)),
  'allowed: a network such as "10.0.0.0/8"',
);
const texts = v.optional(v.array(field.text), []);

const ZONE_ID = describe(
  v.pipe(v.string(), v.regex(/^Z[A-Z0-9]{1,31}$/)),
  'allowed: a hosted zone id such as "Z0123456789ABC"',
);

const zoneRoleSchema = v.strictObject({
  id: ZONE_ID,
  /** Of the zone, such as shared.example.com. */
  name: describe(
    v.pipe(v.string(), v.toLowerCase(), v.regex(/^([^\s.,*"\\/]+\.)*[^\s.,*"\\/]+$/)),
    'allowed: the name of the zone without a final dot, such as "shared.example.com"',
  ),
  /** @default false */
  private: v.optional(field.flag, false),
  role: describe(
    v.pipe(v.string(), v.regex(/^arn:aws[a-z-]*:iam::[0-9]{12}:role\/[\w+=,.@\-/]+$/)),
    'allowed: the ARN of an IAM role in the account of the zone',
  ),
  /** That the trust policy of the role asks for. @default none */
  externalId: v.exactOptional(field.text),
});

const zonesSchema = v.strictObject({
  /** Zone ids; the role may change these zones only. @default all zones that pass the other filters */
  ids: v.optional(v.array(ZONE_ID), []),
  /** @default any */
  type: v.optional(
    describe(v.picklist(['any', 'public', 'private']), 'allowed: "any", "public", "private"'),
    'any',
  ),
  /** `key=value` or `key`; all must match. @default none */
  tags: texts,
  /** Also take zones that are parents of a domain filter. @default false */
  matchParent: v.optional(field.flag, false),
  /** Zones of other accounts, each with the role of its account that may list and change its records. @default none */
  roles: v.optional(v.array(zoneRoleSchema), []),
});

const txtSchema = v.strictObject({
  /** @default empty */
  prefix: v.optional(field.text, ''),
  /** @default empty */
  suffix: v.optional(field.text, ''),
  /** Stands for `*` in a marker's name. @default empty */
  wildcardReplacement: v.optional(field.text, ''),
  compat: describe(
    v.picklist(['0.14', '0.16-0.21', '0.22', 'none']),
    'required, no default; allowed: "0.14", "0.16-0.21", "0.22": the ExternalDNS that must still read our ' +
      'markers, so that it can be switched back on; "0.22" where there never was one; "none" when the handover is ' +
      'finished: markers that only older versions read are removed',
  ),
  /** SecureString parameter with the AES key of encrypted markers. @default markers are plain */
  encryptKey: v.optional(field.parameterName),
  /** Owner id whose markers count as ours. @default none */
  migrateFromOwner: v.optional(field.text),
});

const filtersSchema = v.strictObject({
  /** @default all classes */
  ingressClasses: texts,
  /** Label-selector syntax over annotations. @default all */
  annotationFilter: v.optional(field.text, ''),
  /** Label selector. @default all */
  labelFilter: v.optional(field.text, ''),
  /** @default all namespaces */
  namespace: v.optional(v.union([field.label, v.literal('')]), ''),
  /** @default all types */
  serviceTypes: texts,
  /** @default false */
  ignoreIngressRulesSpec: v.optional(field.flag, false),
  /** @default false */
  ignoreIngressTlsSpec: v.optional(field.flag, false),
  /** @default false */
  ignoreHostnameAnnotation: v.optional(field.flag, false),
  /** @default false */
  publishInternalServices: v.optional(field.flag, false),
  /** Addresses of the hosts instead of the Pods' for headless Services. @default false */
  publishHostIp: v.optional(field.flag, false),
  /** Pods that are not ready count for headless Services. @default false */
  alwaysPublishNotReadyAddresses: v.optional(field.flag, false),
  /** Internal IPv6 addresses of Nodes count as external. @default false */
  exposeInternalIpv6: v.optional(field.flag, false),
  /** Cordoned Nodes do not count. @default true */
  excludeUnschedulable: v.optional(field.flag, true),
  /** Routes of this Gateway only. @default all */
  gatewayName: v.optional(v.union([field.label, v.literal('')]), ''),
  /** Gateways of this namespace only. @default all */
  gatewayNamespace: v.optional(v.union([field.label, v.literal('')]), ''),
  /** Label selector over Gateways. @default all */
  gatewayLabelFilter: v.optional(field.text, ''),
});

/** A whole number with its bounds in the sentence. */
function limit(minimum: number, maximum: number, standard: number) {
  const schema = v.pipe(v.number(), v.integer(), v.minValue(minimum), v.maxValue(maximum));
  return v.optional(describe(schema, `allowed: a whole number from ${minimum} to ${maximum}`), standard);
}

/** `dns` of one cluster. Names follow the ExternalDNS flag they stand for. */
export const dnsSchema = v.strictObject({
  mode: field.mode,
  ownerId: describe(
    v.pipe(v.string(), v.regex(/^[^\s,="]{1,255}$/)),
    'required, no default; allowed: a text without comma, space, "=" or quote (it stands in a comma-separated ' +
      'marker), such as "eco2-dev"; take over ExternalDNS\' --txt-owner-id to keep its records',
  ),
  policy: describe(
    v.picklist(['sync', 'upsert-only', 'create-only']),
    'required, no default; allowed: "sync" (also deletes), "upsert-only", "create-only"',
  ),
  /** @default txt */
  registry: v.optional(
    describe(v.picklist(['txt', 'noop']), 'allowed: "txt", "noop" (only with create-only)'),
    'txt',
  ),
  /** @default ingress, service */
  sources: v.optional(
    v.pipe(v.array(describe(v.picklist(DNS_SOURCES), `allowed: ${DNS_SOURCES.join(', ')}`)), v.minLength(1)),
    ['ingress', 'service'],
  ),
  /** @default all domains of the zones */
  domainFilters: v.optional(v.array(DOMAIN), []),
  /** @default none */
  excludeDomains: v.optional(v.array(DOMAIN), []),
  /** @default none */
  regexDomainFilter: v.optional(field.text, ''),
  /** @default none */
  regexDomainExclusion: v.optional(field.text, ''),
  zones: v.optional(zonesSchema, {}),
  /** The first wins on a conflict. @default external-dns.kubernetes.io/, external-dns.alpha.kubernetes.io/ */
  annotationPrefixes: v.optional(
    v.pipe(
      v.array(describe(v.pipe(v.string(), v.endsWith('/')), 'allowed: an annotation prefix ending in "/"')),
      v.minLength(1),
    ),
    ['external-dns.kubernetes.io/', 'external-dns.alpha.kubernetes.io/'],
  ),
  /** The marker records. Required with registry txt. */
  txt: v.optional(txtSchema),
  /** Names whose record sets without a marker an object that claims them takes over; `plan` shows it. @default none */
  adopt: v.optional(v.array(DOMAIN), []),
  /** AAAA beside an alias A. @default dualstack-only with txt.compat 0.14, else always */
  aaaa: v.optional(
    describe(
      v.picklist(['always', 'dualstack-only', 'never']),
      'allowed: "always", "dualstack-only", "never"',
    ),
  ),
  /** CNAME instead of alias for AWS load balancers. @default false */
  preferCname: v.optional(field.flag, false),
  /** @default true */
  evaluateTargetHealth: v.optional(field.flag, true),
  /** @default A, AAAA, CNAME */
  managedRecordTypes: v.optional(v.pipe(v.array(RECORD_TYPE), v.minLength(1)), ['A', 'AAAA', 'CNAME']),
  /** @default none */
  excludeRecordTypes: v.optional(v.array(RECORD_TYPE), []),
  /** @default 0 */
  minTtl: limit(0, 2_147_483_647, 0),
  /** @default none */
  defaultTargets: texts,
  /** @default false */
  forceDefaultTargets: v.optional(field.flag, false),
  /** Go templates of host names for objects that have none, as --fqdn-template. @default none */
  fqdnTemplates: v.optional(v.array(field.text), []),
  /** Go templates of `name:target` pairs for Services and Nodes, as --fqdn-target-template. @default none */
  fqdnTargetTemplates: v.optional(v.array(field.text), []),
  /** Names of templates besides the objects' own, not instead of them. @default false */
  combineFqdnAnnotation: v.optional(field.flag, false),
  /** @default none */
  targetNetFilter: v.optional(v.array(NET), []),
  /** @default none */
  excludeTargetNet: v.optional(v.array(NET), []),
  filters: v.optional(filtersSchema, {}),
  /** @default Route 53's own limits */
  batch: v.optional(
    v.strictObject({
      changes: limit(1, 1000, 1000),
      characters: limit(1, 32_000, 32_000),
      values: limit(1, 1000, 1000),
    }),
    {},
  ),
  /** Seconds between the two observations of a deletion. @default 60 */
  deleteDelay: v.optional(field.deleteDelay, 60),
  /** Stops deletions of more than `share` of the names. @default 0.3 from 10 names and 3 deletions on */
  breaker: v.optional(
    v.strictObject({
      share: v.optional(
        describe(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), 'allowed: a share above 0 and up to 1'),
        0.3,
      ),
      populationMin: limit(1, 1_000_000, 10),
      deletionsMin: limit(1, 1_000_000, 3),
    }),
    {},
  ),
  /** Namespace of the Lease that serialises deletions. @default sluice-system */
  leaseNamespace: v.optional(field.label, 'sluice-system'),
});
