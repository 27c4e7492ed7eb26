import type { ClusterConnection } from '../connection.ts';

export type DnsSourceKind =
  | 'ingress'
  | 'service'
  | 'crd'
  | 'gateway-httproute'
  | 'gateway-grpcroute'
  | 'gateway-tlsroute'
  | 'node';

/** What dns-sync is told. Field names follow the ExternalDNS flag they stand for. */
export interface DnsSyncConfig {
  /** `observe` computes and reports, and writes nothing anywhere. */
  readonly mode: 'observe' | 'enforce';
  readonly account: string;
  readonly region: string;
  readonly cluster: ClusterConnection;
  readonly ownerId: string;
  readonly policy: 'sync' | 'upsert-only' | 'create-only';
  readonly registry: 'txt' | 'noop';
  readonly sources: readonly DnsSourceKind[];
  readonly domainFilters: readonly string[];
  readonly excludeDomains: readonly string[];
  readonly regexDomainFilter: string;
  readonly regexDomainExclusion: string;
  readonly zones: ZoneSelection;
  /** Each ends in `/`. The first wins on a conflict. Default: GA, then alpha. */
  readonly annotationPrefixes: readonly string[];
  readonly txt: TxtOptions;
  /** Names whose record sets without a marker are taken over by the objects that claim them; undefined: none. */
  readonly adopt?: readonly string[];
  readonly aaaa: 'always' | 'dualstack-only' | 'never';
  readonly preferCname: boolean;
  readonly evaluateTargetHealth: boolean;
  readonly managedRecordTypes: readonly string[];
  readonly excludeRecordTypes: readonly string[];
  readonly minTtlSeconds: number;
  readonly defaultTargets: readonly string[];
  readonly forceDefaultTargets: boolean;
  /** Names made from objects by templates; undefined: none. */
  readonly templates?: TemplateOptions;
  readonly targetNetFilter: readonly string[];
  readonly excludeTargetNet: readonly string[];
  readonly filters: ObjectFilters;
  readonly batch: BatchLimits;
  readonly deleteDelaySeconds: number;
  readonly breaker: { readonly share: number; readonly populationMin: number; readonly deletionsMin: number };
  /** Namespace of the Lease that serialises deletions. */
  readonly leaseNamespace: string;
}

/** Go templates over an object, as ExternalDNS's flags of the like name. */
export interface TemplateOptions {
  /** `--fqdn-template`: host names, between commas, of objects that have none. */
  readonly fqdn: readonly string[];
  /** `--fqdn-target-template`: `name:target` pairs of Services and Nodes. */
  readonly fqdnTarget: readonly string[];
  /** `--combine-fqdn-annotation`: besides the names an object has, not instead of them. */
  readonly combine: boolean;
}

export interface ZoneSelection {
  /** Zone ids (suffix match, as ExternalDNS); empty: all that pass the other filters. */
  readonly ids: readonly string[];
  readonly type: 'any' | 'public' | 'private';
  /** `key=value` or `key`; all must match. */
  readonly tags: readonly string[];
  readonly matchParent: boolean;
  /** Zones of other accounts, which no listing of our own shows; undefined: none. */
  readonly roles?: readonly ZoneRole[];
}

/** A zone that is reached by a role of its account. */
export interface ZoneRole {
  readonly id: string;
  /** Without a final dot: a zone that cannot be read keeps its names from going to the zone above it. */
  readonly name: string;
  readonly private: boolean;
  /** ARN. */
  readonly role: string;
  readonly externalId?: string;
}

export interface TxtOptions {
  readonly prefix: string;
  readonly suffix: string;
  readonly wildcardReplacement: string;
  /**
   * Which ExternalDNS must still be able to read our markers (DESIGN 5.3). `none`: the handover is finished; markers are
   * those of 0.22, and those of older shapes go.
   */
  readonly compat: '0.14' | '0.16-0.21' | '0.22' | 'none';
  /**
   * AES key of encrypted markers (32 bytes, or base64 of 32 bytes); undefined: plain. In `sluice.json` the name of the
   * SSM parameter that holds it, which the handler reads.
   */
  readonly encryptKey?: string;
  readonly migrateFromOwner?: string;
}

export interface ObjectFilters {
  readonly ingressClasses: readonly string[];
  /** Kubernetes label-selector syntax over annotations; empty: all. */
  readonly annotationFilter: string;
  readonly labelFilter: string;
  /** One namespace, or empty for all. */
  readonly namespace: string;
  readonly serviceTypes: readonly string[];
  readonly ignoreIngressRulesSpec: boolean;
  readonly ignoreIngressTlsSpec: boolean;
  readonly ignoreHostnameAnnotation: boolean;
  readonly publishInternalServices: boolean;
  /** Headless Services: addresses of the Pods' hosts instead of the Pods'. */
  readonly publishHostIp: boolean;
  /** Headless Services: Pods that are not ready count too. */
  readonly alwaysPublishNotReadyAddresses: boolean;
  /** Internal IPv6 addresses of Nodes count as external. */
  readonly exposeInternalIpv6: boolean;
  /** Nodes that are cordoned off do not count. */
  readonly excludeUnschedulable: boolean;
  /** Routes count only with this Gateway, or with all when empty. */
  readonly gatewayName: string;
  /** Namespace of Gateways that count, or empty for all. */
  readonly gatewayNamespace: string;
  /** Label selector over Gateways. */
  readonly gatewayLabelFilter: string;
}

export interface BatchLimits {
  /** Changes, characters and values a batch; at most the quotas of core/bounds.ts. */
  readonly changes: number;
  readonly characters: number;
  readonly values: number;
}

/** Types in question, on both sides: others are neither created nor deleted. */
export function managedTypes({
  managedRecordTypes,
  excludeRecordTypes,
}: Pick<DnsSyncConfig, 'managedRecordTypes' | 'excludeRecordTypes'>): readonly string[] {
  return managedRecordTypes.filter((type) => !excludeRecordTypes.includes(type));
}
