import type { KubernetesObject } from '../kubernetes.ts';
import { formatKey } from '../object-key.ts';
import type { ReportEntry } from '../report.ts';
import { explainUnusable } from './annotation-values.ts';
import { type DnsAnnotations, readAnnotations } from './annotations.ts';
import type { DnsSyncConfig } from './config.ts';
import { isForUs } from './controller.ts';
import { type LabelSelector, parseLabelSelector } from './label-selector.ts';
import type { NameTemplates } from './name-templates.ts';
import { DNS_REASON } from './reasons.ts';
import type { Related } from './related.ts';
import { resourceOf } from './resource-name.ts';

/** Settings every source reads, selectors parsed once. */
export interface SourceOptions {
  readonly config: DnsSyncConfig;
  readonly labels: LabelSelector;
  readonly annotations: LabelSelector;
  /** Selects Gateways. */
  readonly gateways: LabelSelector;
  readonly related: Related;
  /** Undefined: none is configured. */
  readonly templates: NameTemplates | undefined;
}

/** What settings alone do not say. */
export interface SourceContext {
  /** Objects that those of the sources refer to, as far as they were read. */
  readonly related?: Related;
  readonly templates?: NameTemplates | undefined;
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

/** Selectors are parsed here; throws SyntaxError for one that cannot be. */
export function createSourceOptions(
  config: DnsSyncConfig,
  { related = {}, templates }: SourceContext = {},
): SourceOptions {
  return {
    config,
    related,
    templates,
    gateways: parseLabelSelector(config.filters.gatewayLabelFilter),
    labels: parseLabelSelector(config.filters.labelFilter),
    annotations: parseLabelSelector(config.filters.annotationFilter),
  };
}

/**
 * The object as a source, or undefined when a filter or its controller annotation excludes it. `annotated` is false
 * for a DNSEndpoint, whose spec says everything.
 */
export function readSourceObject(
  object: KubernetesObject,
  options: SourceOptions,
  { annotated }: { readonly annotated: boolean } = { annotated: true },
): SourceObject | undefined {
  const { metadata } = object;
  const { namespace, annotationPrefixes } = { ...options.config.filters, ...options.config };
  if (namespace !== '' && (metadata.namespace ?? namespace) !== namespace) return undefined;
  if (!options.labels(metadata.labels) || !options.annotations(metadata.annotations)) return undefined;
  const annotations = readAnnotations(annotated ? metadata.annotations : {}, annotationPrefixes);
  if (!isForUs(annotations)) return undefined;
  const key = formatKey(object.kind, metadata);
  return {
    object,
    resource: resourceOf(key),
    subject: key,
    annotations,
    paused: metadata.annotations?.[PAUSE_ANNOTATION] === 'true',
  };
}

/** Warnings about the annotations themselves. */
export function noteAnnotations({ subject, annotations }: SourceObject): readonly ReportEntry[] {
  const conflicts = annotations.conflicts.map((key) => ({
    subject,
    action: 'skipped' as const,
    reason: DNS_REASON.prefixConflict,
    message: `annotation ${key} has different values under two prefixes: the first configured prefix is used`,
  }));
  const unusable = explainUnusable(annotations.values).map((message) => ({
    subject,
    action: 'skipped' as const,
    reason: DNS_REASON.invalidAnnotation,
    message,
  }));
  return [...conflicts, ...unusable];
}
