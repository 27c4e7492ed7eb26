import * as v from 'valibot';
import type { DnsSyncConfig } from '../core/dns/config.ts';
import { findConfigProblems } from '../core/dns/config-rules.ts';
import { TerminalError } from '../core/errors.ts';
import { Connection } from '../runtime/connection-schema.ts';

const texts = v.array(v.string());
const filled = v.pipe(v.string(), v.minLength(1));

const Txt = v.strictObject({
  prefix: v.string(),
  suffix: v.string(),
  wildcardReplacement: v.string(),
  compat: v.picklist(['0.14', '0.16-0.21', '0.22', 'none']),
  encryptKey: v.exactOptional(filled),
  migrateFromOwner: v.exactOptional(v.string()),
});

const Filters = v.strictObject({
  ingressClasses: texts,
  annotationFilter: v.string(),
  labelFilter: v.string(),
  namespace: v.string(),
  serviceTypes: texts,
  ignoreIngressRulesSpec: v.boolean(),
  ignoreIngressTlsSpec: v.boolean(),
  ignoreHostnameAnnotation: v.boolean(),
  publishInternalServices: v.boolean(),
  publishHostIp: v.optional(v.boolean(), false),
  alwaysPublishNotReadyAddresses: v.optional(v.boolean(), false),
  exposeInternalIpv6: v.optional(v.boolean(), false),
  excludeUnschedulable: v.optional(v.boolean(), true),
  gatewayName: v.optional(v.string(), ''),
  gatewayNamespace: v.optional(v.string(), ''),
  gatewayLabelFilter: v.optional(v.string(), ''),
});

const ZoneRole = v.strictObject({
  id: filled,
  name: filled,
  private: v.boolean(),
  role: filled,
  externalId: v.exactOptional(filled),
});

/** `sluice.json` of dns-sync, as stack/config/function-config.ts writes it. */
const Document = v.strictObject({
  mode: v.picklist(['observe', 'enforce']),
  account: filled,
  region: filled,
  cluster: Connection,
  ownerId: v.string(),
  policy: v.picklist(['sync', 'upsert-only', 'create-only']),
  registry: v.picklist(['txt', 'noop']),
  sources: v.pipe(
    v.array(
      v.picklist([
        'ingress',
        'service',
        'crd',
        'gateway-httproute',
        'gateway-grpcroute',
        'gateway-tlsroute',
        'node',
      ]),
    ),
    v.minLength(1),
  ),
  domainFilters: texts,
  excludeDomains: texts,
  regexDomainFilter: v.string(),
  regexDomainExclusion: v.string(),
  zones: v.strictObject({
    ids: texts,
    type: v.picklist(['any', 'public', 'private']),
    tags: texts,
    matchParent: v.boolean(),
    roles: v.exactOptional(v.array(ZoneRole)),
  }),
  annotationPrefixes: texts,
  txt: Txt,
  adopt: v.exactOptional(texts),
  aaaa: v.picklist(['always', 'dualstack-only', 'never']),
  preferCname: v.boolean(),
  evaluateTargetHealth: v.boolean(),
  managedRecordTypes: texts,
  excludeRecordTypes: texts,
  minTtlSeconds: v.number(),
  defaultTargets: texts,
  forceDefaultTargets: v.boolean(),
  templates: v.exactOptional(v.strictObject({ fqdn: texts, fqdnTarget: texts, combine: v.boolean() })),
  targetNetFilter: texts,
  excludeTargetNet: texts,
  filters: Filters,
  batch: v.strictObject({ changes: v.number(), characters: v.number(), values: v.number() }),
  deleteDelaySeconds: v.number(),
  breaker: v.strictObject({ share: v.number(), populationMin: v.number(), deletionsMin: v.number() }),
  leaseNamespace: filled,
});

/**
 * The configuration of dns-sync from the parsed `sluice.json`. Throws TerminalError `InvalidConfiguration` with
 * every problem: what was given, what is allowed, what to change.
 */
export function parseDnsSyncConfig(document: unknown): DnsSyncConfig {
  const parsed = v.safeParse(Document, document);
  if (!parsed.success) throw invalidConfiguration(parsed.issues.map(describeIssue));
  return requireValid(parsed.output);
}

/** The same settings, or TerminalError `InvalidConfiguration` when they contradict each other. */
export function requireValid(config: DnsSyncConfig): DnsSyncConfig {
  const problems = findConfigProblems(config);
  if (problems.length > 0) throw invalidConfiguration(problems);
  return config;
}

/** One error that names every problem. */
export function invalidConfiguration(problems: readonly string[]): TerminalError {
  const code = 'InvalidConfiguration';
  return new TerminalError(`dns configuration refused: ${problems.join('; ')}`, { code });
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map((item) => String(item.key)).join('.');
  const isOurs = issue.message.startsWith('allowed is');
  const allowed = isOurs ? issue.message : `allowed is ${issue.expected ?? 'another value'}`;
  return `dns.${path} is ${issue.received}: ${allowed}`;
}
