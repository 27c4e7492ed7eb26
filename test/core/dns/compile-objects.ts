import type { DnsSourceKind, DnsSyncConfig } from '../../../lambdas/core/dns/config.ts';
import { compileDesired } from '../../../lambdas/core/dns/desired.ts';
import { compileRoute } from '../../../lambdas/core/dns/gateway-route.ts';
import type { RelatedObjects } from '../../../lambdas/core/dns/related.ts';
import type { KubernetesObject, ObjectMeta } from '../../../lambdas/core/kubernetes.ts';
import { dnsConfig } from '../../dns-sync/config-fixture.ts';

export const GA = 'external-dns.kubernetes.io/';

/** Settings of a test: those of ObjectFilters may stand beside the others. */
export type Settings = Partial<DnsSyncConfig> & { readonly filter?: Partial<DnsSyncConfig['filters']> };

/** An object of a kind in namespace `default`, unless its metadata says otherwise. */
export function object(
  kind: string,
  metadata: Partial<ObjectMeta>,
  rest: Readonly<Record<string, unknown>> = {},
): KubernetesObject {
  return { apiVersion: 'v1', kind, metadata: { name: 'web', namespace: 'default', ...metadata }, ...rest };
}

/** What objects of one source come to: `TYPE name -> targets` of every endpoint, held names, reasons. */
export function compileSource(
  source: DnsSourceKind,
  objects: readonly KubernetesObject[],
  {
    related = {},
    settings: { filter = {}, ...settings } = {},
  }: { related?: RelatedObjects; settings?: Settings } = {},
) {
  const filters = { ...dnsConfig().filters, ...filter };
  const config = dnsConfig({ sources: [source], filters, ...settings });
  const { endpoints, held, notes } = compileDesired({ [source]: objects }, config, {
    related,
    routes: compileRoute,
  });
  return {
    endpoints: endpoints.map(
      ({ recordType, dnsName, targets }) => `${recordType} ${dnsName} -> ${targets.join(' ')}`,
    ),
    held: held.map(({ dnsName }) => dnsName),
    reasons: notes.map(({ reason }) => reason),
    subjects: notes.map(({ subject }) => subject),
    all: endpoints,
  };
}
