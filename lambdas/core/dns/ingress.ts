import * as v from 'valibot';
import type { KubernetesObject } from '../kubernetes.ts';
import { splitList } from './annotations.ts';
import { compileClaim } from './claim.ts';
import { readLoadBalancer } from './load-balancer.ts';
import { addTemplated } from './name-templates.ts';
import { noteAnnotations, readSourceObject, type SourceObject, type SourceOptions } from './source.ts';
import type { SourceResult } from './source-result.ts';

/**
 * Ingress (ExternalDNS `source/ingress.go`): host names from rules, tls and the hostname annotation, targets from
 * the status or the target annotation.
 */

const IngressSpec = v.object({
  ingressClassName: v.optional(v.nullable(v.string())),
  rules: v.optional(v.nullable(v.array(v.object({ host: v.optional(v.string()) })))),
  tls: v.optional(v.nullable(v.array(v.object({ hosts: v.optional(v.nullable(v.array(v.string()))) })))),
});
type IngressSpec = v.InferOutput<typeof IngressSpec>;

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
/** aws-load-balancer-controller; `dualstack` is what ExternalDNS 0.14 looked for. */
const ADDRESS_TYPE_ANNOTATION = 'alb.ingress.kubernetes.io/ip-address-type';

/** Endpoints and held names of one Ingress; empty when it is not ours to serve. */
export function compileIngress(object: KubernetesObject, options: SourceOptions): SourceResult {
  const source = readSourceObject(object, options);
  const spec = v.safeParse(IngressSpec, object['spec'] ?? {});
  if (source === undefined || !spec.success || !hasClass(object, spec.output, options)) {
    return { endpoints: [], held: [], notes: [] };
  }
  const targets = readLoadBalancer(object['status']);
  const dualstack = object.metadata.annotations?.[ADDRESS_TYPE_ANNOTATION]?.startsWith('dualstack') === true;
  const prefix = options.config.annotationPrefixes[0] ?? '';
  const claim = (hostnames: readonly string[]) =>
    compileClaim(source, { hostnames, targets, dualstack }, prefix);
  const own = claim(hostnamesOf(source, spec.output, options));
  const result = addTemplated(own, { source, kind: 'ingress', options, claim });
  return { ...result, notes: [...noteAnnotations(source), ...result.notes] };
}

/** A class in the spec alone decides; the old annotation counts only without it. */
function hasClass(object: KubernetesObject, spec: IngressSpec, options: SourceOptions): boolean {
  const { ingressClasses } = options.config.filters;
  if (ingressClasses.length === 0) return true;
  const named = spec.ingressClassName;
  const ingressClass =
    named === undefined || named === null || named === ''
      ? object.metadata.annotations?.[CLASS_ANNOTATION]
      : named;
  return ingressClass !== undefined && ingressClasses.includes(ingressClass);
}

/** Any other value of `ingress-hostname-source` than the two known ones yields no names at all, as in the peer. */
function hostnamesOf(source: SourceObject, spec: IngressSpec, options: SourceOptions): readonly string[] {
  const { ignoreIngressRulesSpec, ignoreIngressTlsSpec, ignoreHostnameAnnotation } = options.config.filters;
  const { values } = source.annotations;
  const annotation = values['hostname'];
  const annotated = annotation === undefined || ignoreHostnameAnnotation ? [] : splitList(annotation);
  const defined = [
    ...(ignoreIngressRulesSpec ? [] : (spec.rules ?? []).map((rule) => rule.host ?? '')),
    ...(ignoreIngressTlsSpec ? [] : (spec.tls ?? []).flatMap((tls) => tls.hosts ?? [])),
  ];
  switch (values['ingress-hostname-source']?.toLowerCase()) {
    case undefined:
      return [...defined, ...annotated];
    case 'annotation-only':
      return annotated;
    case 'defined-hosts-only':
      return defined;
    default:
      return [];
  }
}
