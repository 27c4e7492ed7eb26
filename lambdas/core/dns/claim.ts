import type { ReportEntry } from '../report.ts';
import { splitTargets } from './annotations.ts';
import { normalizeName } from './dns-name.ts';
import { type Endpoint, endpointsForTargets } from './endpoint.ts';
import { explainInvalidName } from './name-rules.ts';
import { readProperties } from './properties.ts';
import { DNS_REASON } from './reasons.ts';
import type { SourceObject } from './source.ts';
import type { SourceResult } from './source-result.ts';
import { parseTtl } from './ttl.ts';

/** Host names an object claims, and where they point. */
export interface Claim {
  readonly hostnames: readonly string[];
  /** Before the `target` annotation, which replaces them. */
  readonly targets: readonly string[];
  readonly dualstack?: boolean;
  /** Set identifier and routing annotations do not count (Node). */
  readonly plain?: boolean;
  /** The object's `target` annotation does not count (routes, whose Gateway has it). */
  readonly fixed?: boolean;
}

/** Targets of the `target` annotation, which replace all others; empty when there is none. */
export function targetAnnotation({ annotations }: SourceObject): readonly string[] {
  return splitTargets(annotations.values['target']).filter((target) => target !== '');
}

/**
 * Endpoints of one claim. A name without targets, or of a paused object, is held: an object that exists keeps its
 * records, since an emptied status says nothing about what the record should be (ExternalDNS deletes; issue 2677).
 */
export function compileClaim(source: SourceObject, claim: Claim, prefix: string): SourceResult {
  const { values } = source.annotations;
  const notes: ReportEntry[] = [];
  const names = validNames(source, claim.hostnames, notes);
  const override = claim.fixed === true ? [] : targetAnnotation(source);
  const targets = override.length > 0 ? override : claim.targets;
  if (source.paused || targets.length === 0) {
    const whose = claim.fixed === true ? 'its Gateway has no address' : 'the object has no targets';
    if (names.length > 0) notes.push(heldNote(source, names, whose));
    return { endpoints: [], held: names.map((dnsName) => ({ dnsName, resource: source.resource })), notes };
  }
  const ttl = readTtl(source, notes);
  const base: Omit<Endpoint, 'recordType' | 'targets' | 'dnsName'> = {
    setIdentifier: claim.plain === true ? '' : (values['set-identifier'] ?? ''),
    resource: source.resource,
    properties: claim.plain === true ? {} : readProperties(values, prefix),
    ...(ttl === undefined ? {} : { ttl }),
    ...(claim.dualstack === true ? { dualstack: true } : {}),
  };
  const endpoints = names.flatMap((dnsName) => endpointsForTargets({ ...base, dnsName }, targets));
  return { endpoints, held: [], notes };
}

function validNames(
  source: SourceObject,
  hostnames: readonly string[],
  notes: ReportEntry[],
): readonly string[] {
  const names = new Set<string>();
  for (const hostname of hostnames) {
    const name = normalizeName(hostname);
    if (name === '') continue;
    const problem = explainInvalidName(name);
    if (problem === undefined) names.add(name);
    else notes.push(refuse(source, DNS_REASON.invalidName, `host name ${JSON.stringify(name)} ${problem}`));
  }
  return [...names];
}

function readTtl(source: SourceObject, notes: ReportEntry[]): number | undefined {
  const text = source.annotations.values['ttl'];
  if (text === undefined) return undefined;
  const ttl = parseTtl(text);
  if (ttl === undefined) {
    const allowed = 'a duration (10m, 1h30m) or seconds from 1 to 2147483647';
    notes.push(
      refuse(source, DNS_REASON.invalidTtl, `ttl ${JSON.stringify(text)} is ignored: give ${allowed}`),
    );
  }
  return ttl;
}

function heldNote(source: SourceObject, names: readonly string[], whose: string): ReportEntry {
  const reason = source.paused ? DNS_REASON.paused : DNS_REASON.noTargets;
  const why = source.paused ? 'the object is paused' : `${whose} yet`;
  return {
    subject: source.subject,
    action: 'skipped',
    reason,
    message: `records stay as they are: ${why}`,
    keys: names,
  };
}

function refuse(source: SourceObject, reason: string, message: string): ReportEntry {
  return { subject: source.subject, action: 'refused', reason, message };
}
