import * as v from 'valibot';
import type { KubernetesObject } from '../kubernetes.ts';
import type { ReportEntry } from '../report.ts';
import { managedTypes } from './config.ts';
import { normalizeName } from './dns-name.ts';
import type { Endpoint } from './endpoint.ts';
import { readCustomLabels } from './marker-labels.ts';
import { explainInvalidName, trimFinalDot } from './name-rules.ts';
import { DNS_REASON, type DnsReason } from './reasons.ts';
import { readSourceObject, type SourceObject, type SourceOptions } from './source.ts';
import { joinResults, NO_RESULT, type SourceResult } from './source-result.ts';
import { sortTargets } from './targets.ts';

/**
 * DNSEndpoint (ExternalDNS `source/crd.go`): record sets as they are, of every managed type. Annotations do not
 * count. An endpoint that cannot be written is refused by itself, and what stands under its name stays.
 */

const Spec = v.object({
  endpoints: v.nullish(
    v.array(
      v.nullish(
        v.object({
          dnsName: v.nullish(v.string(), ''),
          recordType: v.nullish(v.string(), ''),
          recordTTL: v.nullish(v.number(), 0),
          setIdentifier: v.nullish(v.string(), ''),
          targets: v.nullish(v.array(v.string()), []),
          labels: v.nullish(v.record(v.string(), v.string()), {}),
          providerSpecific: v.nullish(
            v.array(v.object({ name: v.nullish(v.string(), ''), value: v.nullish(v.string(), '') })),
            [],
          ),
        }),
      ),
    ),
    [],
  ),
});
type Spec = v.InferOutput<typeof Spec>;
type Entry = NonNullable<NonNullable<Spec['endpoints']>[number]>;

/** Targets of these types may be anything here; SRV and MX are checked with their values. */
const FREE_TYPES: readonly string[] = ['TXT', 'MX', 'SRV', 'CNAME', 'DNAME'];

/** Endpoints and held names of one DNSEndpoint; empty when it is not ours to serve. */
export function compileDnsEndpoint(object: KubernetesObject, options: SourceOptions): SourceResult {
  const source = readSourceObject(object, options, { annotated: false });
  if (source === undefined) return NO_RESULT;
  const spec = v.safeParse(Spec, object['spec'] ?? {});
  if (!spec.success)
    return { ...NO_RESULT, notes: [refuse(source, DNS_REASON.invalidTarget, malformed(spec))] };
  const entries = (spec.output.endpoints ?? []).filter((entry) => entry !== null && entry !== undefined);
  return joinResults(entries.map((entry) => compileEntry(entry, source, options)));
}

function compileEntry(entry: Entry, source: SourceObject, options: SourceOptions): SourceResult {
  const dnsName = normalizeName(entry.dnsName);
  const problem = dnsName === '' ? 'is empty' : explainInvalidName(dnsName);
  if (problem !== undefined) {
    const message = `host name ${JSON.stringify(dnsName)} ${problem}`;
    return { ...NO_RESULT, notes: [refuse(source, DNS_REASON.invalidName, message)] };
  }
  const { recordType, targets } = entry;
  const hold = (note: ReportEntry): SourceResult => ({
    endpoints: [],
    held: [{ dnsName, resource: source.resource }],
    notes: [{ ...note, keys: [dnsName] }],
  });
  if (!managedTypes(options.config).includes(recordType)) {
    const message = `record type ${JSON.stringify(recordType)} is not among dns.managedRecordTypes: add it there`;
    return { ...NO_RESULT, notes: [{ ...skip(source, DNS_REASON.unmanagedType, message), keys: [dnsName] }] };
  }
  if (source.paused)
    return hold(skip(source, DNS_REASON.paused, 'records stay as they are: the object is paused'));
  if (targets.length === 0 && options.config.defaultTargets.length === 0)
    return hold(skip(source, DNS_REASON.noTargets, 'records stay as they are: the endpoint has no targets'));
  const illegal = targets.map((target) => explainFormat(recordType, target)).find(Boolean);
  if (illegal !== undefined) return hold(refuse(source, DNS_REASON.invalidTarget, `${dnsName} ${illegal}`));
  const labels = readCustomLabels(entry.labels);
  const message = `labels ${labels.refused.join(', ')} are left out: a marker cannot hold them`;
  return {
    endpoints: [compileEndpoint(entry, { dnsName, source, labels: labels.kept })],
    held: [],
    notes: labels.refused.length === 0 ? [] : [refuse(source, DNS_REASON.unsupportedAnnotation, message)],
  };
}

function compileEndpoint(
  { recordType, targets, recordTTL, setIdentifier, providerSpecific }: Entry,
  context: {
    readonly dnsName: string;
    readonly source: SourceObject;
    readonly labels: Readonly<Record<string, string>>;
  },
): Endpoint {
  const trims = recordType === 'CNAME' || recordType === 'DNAME';
  return {
    dnsName: context.dnsName,
    recordType,
    targets: sortTargets(trims ? targets.map(trimFinalDot) : targets),
    setIdentifier,
    resource: context.source.resource,
    properties: Object.fromEntries(providerSpecific.map(({ name, value }) => [name, value])),
    ...(recordTTL > 0 ? { ttl: recordTTL } : {}),
    ...(Object.keys(context.labels).length === 0 ? {} : { labels: context.labels }),
  };
}

function explainFormat(recordType: string, target: string): string | undefined {
  const quoted = JSON.stringify(target);
  if (FREE_TYPES.includes(recordType)) return undefined;
  if (recordType === 'NAPTR')
    return target.endsWith('.') ? undefined : `has NAPTR target ${quoted}: end it with a dot`;
  if (!target.endsWith('.')) return undefined;
  return `has ${recordType} target ${quoted}: write it without the final dot, ${JSON.stringify(target.slice(0, -1))}`;
}

function malformed({ issues }: { readonly issues: readonly v.BaseIssue<unknown>[] }): string {
  const [issue] = issues;
  const path = (issue?.path ?? []).map((item) => String(item.key)).join('.');
  return `spec.${path} is ${issue?.received ?? 'not understood'}: give ${issue?.expected ?? 'what the schema allows'}`;
}

function refuse(source: SourceObject, reason: DnsReason, message: string): ReportEntry {
  return { subject: source.subject, action: 'refused', reason, message };
}

function skip(source: SourceObject, reason: DnsReason, message: string): ReportEntry {
  return { subject: source.subject, action: 'skipped', reason, message };
}
