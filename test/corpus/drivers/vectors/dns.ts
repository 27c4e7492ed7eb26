import { gunzipSync, gzipSync } from 'node:zlib';
import { withoutIdPath } from '../../../../lambdas/adapters/route53-id.ts';
import { readAnnotations, splitList, splitTargets } from '../../../../lambdas/core/dns/annotations.ts';
import { canonicalZoneId } from '../../../../lambdas/core/dns/canonical-zones.ts';
import { normalizeName, unescapeName } from '../../../../lambdas/core/dns/dns-name.ts';
import { createDomainFilter, normalizeDomain } from '../../../../lambdas/core/dns/domain-filter.ts';
import { endpointsForTargets, suitableType } from '../../../../lambdas/core/dns/endpoint.ts';
import { type Labels, parseLabels, serializeLabels } from '../../../../lambdas/core/dns/labels.ts';
import { createMarkerCipher } from '../../../../lambdas/core/dns/marker-cipher.ts';
import { type Affixes, markerName, readMarkerName } from '../../../../lambdas/core/dns/marker-name.ts';
import { trimFinalDot } from '../../../../lambdas/core/dns/name-rules.ts';
import { readProperties } from '../../../../lambdas/core/dns/properties.ts';
import { checkSrv, parseMx } from '../../../../lambdas/core/dns/record-value.ts';
import { parseTtl } from '../../../../lambdas/core/dns/ttl.ts';
import { zonesOf } from '../../../../lambdas/core/dns/zone-selection.ts';
import { type Answer, NotSupported, type Vector, type VectorRunner, type VectorRunners } from './vector.ts';

/**
 * The functions of the DNS half by tag. A vector may record results of several of the peer's functions; answered
 * are those that have a counterpart here (its `configured`, `json`, `containsOctal` and the like are steps inside).
 */
const BY_TAG: Readonly<Record<string, VectorRunner>> = {
  ttl({ annotation }) {
    const ttl = parseTtl(text(annotation));
    return { ttl: ttl ?? 0, configured: ttl !== undefined };
  },
  hostname: ({ annotation }) => ({
    split: splitList(text(annotation)),
    targets: splitTargets(text(annotation)),
  }),
  'suitable-type': ({ target }) => ({ type: suitableType(text(target)) }),
  'provider-specific'(vector) {
    const annotations = vector['annotations'] as Readonly<Record<string, string>>;
    const { values } = readAnnotations(annotations, [PREFIX]);
    const properties = Object.entries(readProperties(values, PREFIX)).sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      setIdentifier: values['set-identifier'] ?? '',
      providerSpecificSortedByName: properties.map(([name, value]) => ({ name, value })),
    };
  },
  'new-targets': ({ input }) => ({ output: newTargets(texts(input)) }),
  'new-endpoint'({ dnsName, recordType, targets }) {
    const trim = DOTTED_TYPES.includes(text(recordType)) ? (target: string) => target : trimFinalDot;
    return { outName: normalizeName(text(dnsName)), outTargets: texts(targets).map(trim) };
  },
  mx: ({ input }) => parseMx(text(input)),
  srv({ input }) {
    checkSrv(text(input));
    return { ok: true };
  },
  'domain-filter': ({ include, exclude, results }) =>
    filterResults(
      {
        domainFilters: texts(include),
        excludeDomains: texts(exclude),
        regexDomainFilter: '',
        regexDomainExclusion: '',
      },
      results,
      true,
    ),
  'domain-filter-regex': ({ regexInclude, regexExclude, results }) =>
    filterResults(
      {
        domainFilters: [],
        excludeDomains: [],
        regexDomainFilter: text(regexInclude),
        regexDomainExclusion: text(regexExclude),
      },
      results,
      false,
    ),
  idna: ({ input }) => ({
    normalizeDnsName: `${normalizeName(text(input))}.`,
    normalizeDomain: normalizeDomain(text(input)),
  }),
  'find-zone'({ zones, hostname }) {
    const named = Object.entries(zones as Readonly<Record<string, string>>);
    const all = named.map(([id, name]) => ({ id, name, private: false }));
    return { zoneId: zonesOf(normalizeName(text(hostname)), all)[0]?.id ?? '' };
  },
  'suitable-zones'({ zones, hostname }) {
    const all = (zones as readonly { id: string; name: string; private: boolean }[]).map((zone) => ({
      ...zone,
      name: normalizeName(zone.name),
    }));
    const found = zonesOf(normalizeName(text(hostname)), all).map((zone) => zone.id);
    return { zoneIdsSorted: found.sort() };
  },
  'label-parse'({ input }) {
    const labels = requireLabels(parseLabels(text(input)));
    return { labels, reserialised: `"${serializeLabels(labels)}"` };
  },
  'label-serialise'({ labels, withQuotes }) {
    const serialised = serializeLabels(labels as Labels);
    return { output: withQuotes === true ? `"${serialised}"` : serialised };
  },
  'label-encrypted'({ aesKeyUtf8, input, plaintext }) {
    const cipher = createMarkerCipher(text(aesKeyUtf8), { gzip: gzipSync, gunzip: gunzipSync });
    const opened = cipher.open(text(input));
    const labels = requireLabels(parseLabels(opened ?? text(input)));
    // The peer keeps the nonce among the labels while they are in memory.
    const nonce = Buffer.from(text(input), 'base64').subarray(0, 12).toString('base64');
    const kept = opened === undefined ? labels : { ...labels, 'txt-encryption-nonce': nonce };
    return { labels: kept, ...(plaintext === undefined ? {} : { plaintext: opened }) };
  },
  'canonical-zone': ({ hostname }) => ({ zoneId: canonicalZoneId(text(hostname)) ?? '' }),
  octal({ input, convertOctalToAsciiBase64 }) {
    const plain = unescapeName(text(input));
    return convertOctalToAsciiBase64 === undefined
      ? { convertOctalToAscii: plain }
      : { convertOctalToAsciiBase64: Buffer.from(plain).toString('base64') };
  },
  'zone-id': ({ input }) => ({ output: withoutIdPath(text(input)) }),
  'txt-name'(vector) {
    const affixes = affixesOf(vector);
    const output = markerName(text(vector['dnsName']), text(vector['recordType']), affixes);
    const [reading] = readMarkerName(output, affixes);
    return { output, roundTripName: reading?.name ?? '', roundTripType: reading?.type ?? '' };
  },
  'endpoint-name'({ txtName, outputName, ...vector }) {
    const [reading] = readMarkerName(text(txtName), affixesOf(vector));
    // With a suffix that does not fit, the peer is left with the labels behind it and their dot: no record set has
    // such a name, so this is its way of saying that the marker is not ours.
    const isNobodys = reading === undefined && text(outputName).startsWith('.');
    return { outputName: isNobodys ? outputName : (reading?.name ?? ''), outputType: reading?.type ?? '' };
  },
};

/** Types whose targets keep their final dot. */
const DOTTED_TYPES: readonly string[] = ['TXT', 'SRV', 'NAPTR'];

/** The prefix under which the vectors were recorded. */
const PREFIX = 'external-dns.kubernetes.io/';

function runByTag(vector: Vector): Answer | Promise<Answer> {
  const runner = BY_TAG[vector.tags[0] ?? ''];
  if (runner === undefined) throw new NotSupported(vector.tags.join(', '));
  return runner(vector);
}

const FILES = ['dns-annotations', 'dns-filters', 'dns-labels', 'dns-route53', 'dns-txt-names'];

/** The functions of the DNS half, by vector file: `dns-labels`, `dns-txt-names`, ... */
export const dnsRunners: VectorRunners = Object.fromEntries(FILES.map((file) => [file, runByTag]));

function filterResults(
  options: Parameters<typeof createDomainFilter>[0],
  results: unknown,
  withParent: boolean,
): Answer {
  const filter = createDomainFilter(options);
  const domains = (results as readonly { domain: string }[]).map(({ domain }) => domain);
  return {
    results: domains.map((domain) => ({
      domain,
      match: filter.matches(domain),
      ...(withParent ? { matchParent: filter.matchesParent(domain) } : {}),
    })),
  };
}

/** Targets as an endpoint keeps them; all of them, whatever their types. */
function newTargets(input: readonly string[]): readonly string[] {
  const base = { dnsName: 'x', setIdentifier: '', resource: '', properties: {} };
  return endpointsForTargets(base, input).flatMap(({ targets }) => targets);
}

function requireLabels(labels: Labels | undefined): Labels {
  if (labels === undefined) throw new Error('heritage is unknown or not found');
  return labels;
}

function affixesOf(vector: Readonly<Record<string, unknown>>): Affixes {
  return {
    prefix: text(vector['prefix']),
    suffix: text(vector['suffix']),
    wildcardReplacement: text(vector['wildcardReplacement']),
  };
}

function text(value: unknown): string {
  if (typeof value !== 'string')
    throw new TypeError(`the vector has ${JSON.stringify(value)} where text belongs`);
  return value;
}

function texts(value: unknown): readonly string[] {
  return (value as readonly unknown[]).map(text);
}
