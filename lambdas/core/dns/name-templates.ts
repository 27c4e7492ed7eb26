import type { KubernetesObject } from '../kubernetes.ts';
import type { ReportEntry } from '../report.ts';
import type { DnsSourceKind } from './config.ts';
import { normalizeName } from './dns-name.ts';
import { suitableType } from './endpoint.ts';
import { explainInvalidName } from './name-rules.ts';
import { DNS_REASON } from './reasons.ts';
import type { SourceObject, SourceOptions } from './source.ts';
import { joinClaims, NO_RESULT, type SourceResult } from './source-result.ts';

/**
 * Names made from an object by a template (`--fqdn-template`, `--fqdn-target-template`; ExternalDNS
 * `source/template`). A source calls these where ExternalDNS does: for an object that claims no name itself, or with
 * `combine` for every one. The template language is behind `NameTemplates`, which is loaded only when configured.
 */
export interface NameTemplates {
  /** Templates count besides what the object says itself. */
  readonly combine: boolean;
  /** A template reads the status, so an object may have no names only because its status is empty just now. */
  readonly readsStatus: boolean;
  /** Names of an object; undefined when no template of names is configured. */
  readonly names?: RenderNames;
  /** `name:target` pairs of an object; undefined when none is configured. */
  readonly pairs?: RenderNames;
}

/** Texts between commas, trimmed, each once, sorted; or why a template failed on the object. */
export type RenderNames = (object: KubernetesObject, source: DnsSourceKind) => Rendered;

export type Rendered =
  | { readonly ok: true; readonly texts: readonly string[] }
  | { readonly ok: false; readonly problem: string };

/** An object whose names a template makes, and how a name of it is claimed. */
export interface Templated {
  readonly source: SourceObject;
  readonly kind: DnsSourceKind;
  readonly options: SourceOptions;
  /** What names from the template come to: the object's own targets, time to live and routing. */
  claim(names: readonly string[]): SourceResult;
}

/** `own` and what the templates add, in ExternalDNS's order: pairs first, then names. */
export function addTemplated(own: SourceResult, templated: Templated): SourceResult {
  const { templates } = templated.options;
  if (templates === undefined) return own;
  const withPairs = claims(own) && !templates.combine ? own : joinClaims([own, claimPairs(templated)]);
  if (claims(withPairs) && !templates.combine) return withPairs;
  return joinClaims([withPairs, claimNames(templated)]);
}

/** What the template of names gives for an object, what cannot be a name told in `result`. */
export function renderNames({ source, kind, options }: Omit<Templated, 'claim'>): {
  readonly names: readonly string[];
  readonly result: SourceResult;
} {
  const { templates } = options;
  const rendered = templates?.names?.(source.object, kind);
  if (rendered === undefined) return { names: [], result: NO_RESULT };
  if (!rendered.ok) return { names: [], result: failed(source, rendered.problem) };
  const incomplete = rendered.texts.filter(lacksValue);
  const names = rendered.texts.filter((text) => !lacksValue(text));
  const unknown = names.length === 0 && templates?.readsStatus === true ? [source.resource] : [];
  return { names, result: { ...NO_RESULT, unknown, notes: incomplete.map((name) => refuse(source, name)) } };
}

/** Whether anything is asked for. */
export function claims({ endpoints, held }: SourceResult): boolean {
  return endpoints.length + held.length > 0;
}

function claimNames(templated: Templated): SourceResult {
  const { names, result } = renderNames(templated);
  return names.length === 0 ? result : joinClaims([result, templated.claim(names)]);
}

function claimPairs({ source, kind, options: { templates } }: Templated): SourceResult {
  const rendered = templates?.pairs?.(source.object, kind);
  if (rendered === undefined) return NO_RESULT;
  if (!rendered.ok) return failed(source, rendered.problem);
  const unknown = rendered.texts.length === 0 && templates?.readsStatus === true ? [source.resource] : [];
  return joinClaims([{ ...NO_RESULT, unknown }, ...rendered.texts.map((pair) => claimPair(source, pair))]);
}

/** As in ExternalDNS such an endpoint has neither annotations nor, in its marker, the object it comes from. */
function claimPair(source: SourceObject, pair: string): SourceResult {
  const colon = pair.indexOf(':');
  const dnsName = normalizeName(colon < 0 ? '' : pair.slice(0, colon));
  const target = colon < 0 ? '' : pair.slice(colon + 1).trim();
  if (colon < 0 || lacksValue(pair) || dnsName === '' || explainInvalidName(dnsName) !== undefined)
    return { ...NO_RESULT, notes: [refuse(source, pair)] };
  const { resource } = source;
  if (target === '' || source.paused) return { ...NO_RESULT, held: [{ dnsName, resource }] };
  const recordType = suitableType(target);
  const base = { dnsName, resource, setIdentifier: '', properties: {}, isAnonymous: true };
  return { ...NO_RESULT, endpoints: [{ ...base, recordType, targets: [target.replace(/\.$/, '')] }] };
}

/** What Go prints for a field or key that is not there. */
function lacksValue(text: string): boolean {
  return text.includes('<no value>') || text.includes('<nil>');
}

function refuse({ subject }: SourceObject, text: string): ReportEntry {
  const message =
    `the template gives ${JSON.stringify(text)}, which is no host name: ask for the label or field with ` +
    'hasKey or if before using it';
  return { subject, action: 'refused', reason: DNS_REASON.invalidName, message };
}

/** Its names are unknown: its records stay, and as another object may share one of them nothing is deleted at all. */
function failed({ subject, resource }: SourceObject, problem: string): SourceResult {
  const message = `${problem}: mend the template, or the object; nothing is deleted while it fails`;
  return {
    ...NO_RESULT,
    unknown: [resource],
    isIncomplete: true,
    notes: [{ subject, action: 'refused', reason: DNS_REASON.templateFailed, message }],
  };
}
