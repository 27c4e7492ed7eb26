import type { KubernetesObject } from '../kubernetes.ts';
import { formatKey } from '../object-key.ts';
import type { ReportEntry } from '../report.ts';
import { type DnsAnnotations, readAnnotations } from './annotations.ts';
import type { DnsSyncConfig } from './config.ts';
import type { Endpoint } from './endpoint.ts';
import { type LabelSelector, parseLabelSelector } from './label-selector.ts';
import { DNS_REASON } from './reasons.ts';

/** A name an object claims without saying where it points: its records stay as they are. */
export interface HeldName {
  readonly dnsName: string;
  readonly resource: string;
}

/** What one object, or all of them, come to. */
export interface SourceResult {
  readonly endpoints: readonly Endpoint[];
  readonly held: readonly HeldName[];
  readonly notes: readonly ReportEntry[];
}

/** Settings every source reads, selectors parsed once. */
export interface SourceOptions {
  readonly config: DnsSyncConfig;
  readonly labels: LabelSelector;
  readonly annotations: LabelSelector;
}

/** One object of a source, read as far as all sources have it in common. */
export interface SourceObject {
  readonly object: KubernetesObject;
  /** `ingress/<namespace>/<name>`, as in the marker. */
  readonly resource: string;
  /** `Ingress/<namespace>/<name>`, as in the report. */
  readonly subject: string;
  readonly annotations: DnsAnnotations;
  readonly paused: boolean;
}

const PAUSE_ANNOTATION = 'sluice/pause';
const CONTROLLER = 'dns-controller';

export function createSourceOptions(config: DnsSyncConfig): SourceOptions {
  return {
    config,
    labels: parseLabelSelector(config.filters.labelFilter),
    annotations: parseLabelSelector(config.filters.annotationFilter),
  };
}

/** The object as a source, or undefined when a filter or its controller annotation excludes it. */
export function readSourceObject(object: KubernetesObject, options: SourceOptions): SourceObject | undefined {
  const { metadata } = object;
  const { namespace, annotationPrefixes } = { ...options.config.filters, ...options.config };
  if (namespace !== '' && metadata.namespace !== namespace) return undefined;
  if (!options.labels(metadata.labels) || !options.annotations(metadata.annotations)) return undefined;
  const annotations = readAnnotations(metadata.annotations, annotationPrefixes);
  const controller = annotations.values['controller'];
  if (controller !== undefined && controller !== CONTROLLER) return undefined;
  const key = formatKey(object.kind, metadata);
  return {
    object,
    resource: key.charAt(0).toLowerCase() + key.slice(1),
    subject: key,
    annotations,
    paused: metadata.annotations?.[PAUSE_ANNOTATION] === 'true',
  };
}

/** Warnings about the annotations themselves. */
export function noteAnnotations(source: SourceObject): readonly ReportEntry[] {
  return source.annotations.conflicts.map((key) => ({
    subject: source.subject,
    action: 'skipped',
    reason: DNS_REASON.prefixConflict,
    message: `annotation ${key} has different values under two prefixes: the first configured prefix is used`,
  }));
}
