import type { HostedZone } from '../../lambdas/core/aws-ports.ts';
import { compileImport, nest } from '../import/compile-dns.ts';
import type { ImportedInstall } from '../import/read-source.ts';
import type { Draft, DraftSetting } from './draft.ts';

/** What is known of a cluster's DNS. */
export interface DnsFacts {
  /** The ExternalDNS that serves it. @default none */
  readonly install?: ImportedInstall;
  /** Its version, when the image does not tell. */
  readonly version?: string;
  readonly zones: readonly HostedZone[];
  /** Domains asked for. @default those of the installed ExternalDNS */
  readonly domains: readonly string[];
}

/**
 * The `dns` block: an ExternalDNS's own settings, or those for names that nobody has served yet. Zones are named by id,
 * so that the role may change these and no others. Undefined when there is neither ExternalDNS nor domain.
 */
export function compileDns(
  { install, version, zones, domains }: DnsFacts,
  cluster: string,
): Draft | undefined {
  const used = version ?? install?.version;
  if (install !== undefined && used === undefined) {
    return {
      settings: [],
      notes: ['dns: the image of ExternalDNS has no version: run again with --externaldns-version v0.14.0'],
    };
  }
  if (install === undefined && domains.length === 0) return undefined;
  const imported =
    install === undefined || used === undefined ? undefined : compileImport(install.flags, used);
  const settings =
    imported === undefined
      ? fresh(cluster, domains)
      : Object.entries(nest(imported.settings)).map(
          ([key, value]): DraftSetting => ({ key, value, ...whyOf(imported.settings, key) }),
        );
  const filters = imported === undefined ? domains : listOf(settings, 'domainFilters');
  const ids = zonesFor(zones, filters).map(({ id }) => id);
  return {
    settings: withZones(settings, ids),
    notes: [
      ...(install?.problems ?? []),
      ...(imported?.refused ?? []),
      ...(ids.length === 0
        ? [`dns: no hosted zone of this account serves ${filters.join(', ') || 'it'}`]
        : []),
    ].map((note) => (note.startsWith('dns: ') ? note : `dns: ${note}`)),
  };
}

function fresh(cluster: string, domains: readonly string[]): readonly DraftSetting[] {
  return [
    { key: 'mode', value: 'observe', why: 'writes nothing; "enforce" once the reports agree' },
    { key: 'ownerId', value: cluster, why: 'written into every marker; one a cluster' },
    { key: 'policy', value: 'upsert-only', why: '"sync" also deletes records that are no longer wanted' },
    { key: 'sources', value: ['ingress', 'service'] },
    { key: 'domainFilters', value: domains },
    { key: 'txt', value: { compat: '0.22' }, why: 'no ExternalDNS was found' },
  ];
}

function whyOf(
  settings: readonly { readonly path: readonly string[]; readonly from: string }[],
  key: string,
): { readonly why?: string } {
  const froms = settings.filter(({ path }) => path[0] === key).map(({ from }) => from);
  return froms.length === 0 ? {} : { why: [...new Set(froms)].join('; ') };
}

function listOf(settings: readonly DraftSetting[], key: string): readonly string[] {
  const value = settings.find((setting) => setting.key === key)?.value;
  return Array.isArray(value) ? value.map(String) : [];
}

/** Zones at or above a domain, the nearest of each; all of them without domains. */
function zonesFor(zones: readonly HostedZone[], domains: readonly string[]): readonly HostedZone[] {
  if (domains.length === 0) return zones;
  const nearest = domains.flatMap((domain) => {
    const holding = zones.filter(({ name }) => isWithin(domain, name) || isWithin(name, domain));
    const above = holding.filter(({ name }) => isWithin(domain, name));
    const longest = Math.max(...above.map(({ name }) => name.length));
    return holding.filter(({ name }) => !isWithin(domain, name) || name.length === longest);
  });
  return [...new Map(nearest.map((zone) => [zone.id, zone])).values()];
}

function isWithin(name: string, domain: string): boolean {
  const parent = domain.replace(/^\./, '');
  return name === parent || name.endsWith(`.${parent}`);
}

function withZones(settings: readonly DraftSetting[], ids: readonly string[]): readonly DraftSetting[] {
  const own = settings.find(({ key }) => key === 'zones')?.value as { readonly ids?: readonly string[] };
  if (ids.length === 0 || (own?.ids ?? []).length > 0) return settings;
  const zones = { key: 'zones', value: { ...own, ids }, why: 'the role may change these zones only' };
  return [...settings.filter(({ key }) => key !== 'zones'), zones];
}
