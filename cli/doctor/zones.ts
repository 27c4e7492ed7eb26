import { GetHostedZoneLimitCommand } from '@aws-sdk/client-route-53';
import { createHostedZones } from '../../lambdas/adapters/route53.ts';
import type { HostedZone } from '../../lambdas/core/aws-ports.ts';
import { listWholeZone } from '../../lambdas/core/dns/list-zone.ts';
import { selectZones } from '../../lambdas/core/dns/zone-selection.ts';
import { compileDnsSyncConfig } from '../../stack/config/function-config.ts';
import type { DnsConfiguration } from '../../stack/config.ts';
import type { Doctor } from './doctor.ts';
import { type Finding, type Link, messageOf } from './finding.ts';
import { judgeMarkers } from './markers.ts';

/** The hosted zones that the DNS half serves: there, not full, and with markers that fit `txt.compat`. */
export const ZONES: Link = {
  name: 'zones',
  needs: ['account'],
  checks: { served: checkServed, limits: checkLimits, markers: checkMarkers },
};

async function checkServed(doctor: Doctor): Promise<readonly Finding[]> {
  const { dns } = doctor.cluster;
  if (dns === undefined || !doctor.halves.includes('dns')) return [];
  return judgeZones(await readServed(doctor, dns), dns);
}

/** A zone that is named has to be there; without one there is nothing to do. */
export function judgeZones(
  served: readonly HostedZone[],
  { zones: { ids, roles }, domainFilters }: Pick<DnsConfiguration, 'zones' | 'domainFilters'>,
): readonly Finding[] {
  const check = 'served';
  const elsewhere = roles.map(({ id }) => id);
  const missing = ids.filter((id) => !elsewhere.includes(id) && !served.some((zone) => zone.id === id));
  if (missing.length > 0) {
    const said = `no hosted zone ${missing.join(', ')} of this account serves ${domainFilters.join(', ') || 'it'}`;
    return [
      { check, outcome: 'failed', said, fix: 'dns.zones.ids and dns.domainFilters in the configuration' },
    ];
  }
  const others = elsewhere.length === 0 ? '' : `; ${elsewhere.join(', ')} of other accounts not looked at`;
  if (served.length === 0 && elsewhere.length === 0) {
    const said = `no hosted zone of this account serves ${domainFilters.join(', ') || 'it'}`;
    return [{ check, outcome: 'failed', said, fix: 'dns.domainFilters and dns.zones in the configuration' }];
  }
  return [
    { check, outcome: 'ok', said: `${served.map(({ id, name }) => `${name} (${id})`).join(', ')}${others}` },
  ];
}

/** The zones of this account that the configuration selects, as dns-sync does. */
async function readServed({ cluster }: Doctor, dns: DnsConfiguration): Promise<readonly HostedZone[]> {
  const zones = createHostedZones({ region: cluster.region });
  const all = await zones.listZones();
  const tags = dns.zones.tags.length === 0 ? undefined : await zones.listZoneTags(all.map(({ id }) => id));
  const elsewhere = dns.zones.roles.map(({ id }) => id);
  const own = all.filter(({ id }) => !elsewhere.includes(id));
  return selectZones(own, tags, compileDnsSyncConfig(cluster, dns));
}

async function checkLimits(doctor: Doctor): Promise<readonly Finding[]> {
  return eachZone(doctor, 'records', async ({ id, name }) => {
    const command = new GetHostedZoneLimitCommand({ HostedZoneId: id, Type: 'MAX_RRSETS_BY_ZONE' });
    const { Limit, Count } = await doctor.account.route53.send(command);
    return judgeLimit(`records of ${name}`, Count ?? 0, Limit?.Value ?? 0);
  });
}

/** From here on a cluster that grows should not be the first to notice. */
const FULL_SHARE = 0.9;

export function judgeLimit(check: string, count: number, limit: number): Finding {
  const said = `${count} of ${limit}`;
  const fix = 'a higher quota: aws service-quotas request-service-quota-increase --service-code route53';
  if (count >= limit) return { check, outcome: 'failed', said: `${said}: nothing more can be created`, fix };
  if (count >= limit * FULL_SHARE) return { check, outcome: 'warn', said, fix };
  return { check, outcome: 'ok', said };
}

async function checkMarkers(doctor: Doctor): Promise<readonly Finding[]> {
  const { dns } = doctor.cluster;
  if (dns?.registry !== 'txt') return [];
  const zones = createHostedZones({ region: doctor.cluster.region });
  return eachZone(doctor, 'markers', async (zone) =>
    judgeMarkers(zone, await listWholeZone(zones, zone.id), doctor.cluster),
  );
}

/** One zone that cannot be read leaves the others. */
async function eachZone(
  doctor: Doctor,
  what: string,
  look: (zone: HostedZone) => Promise<Finding>,
): Promise<readonly Finding[]> {
  const { dns } = doctor.cluster;
  if (dns === undefined || !doctor.halves.includes('dns')) return [];
  const findings: Finding[] = [];
  for (const zone of await readServed(doctor, dns)) {
    const couldNot = (error: unknown): Finding => ({
      check: `${what} of ${zone.name}`,
      outcome: 'could not tell',
      said: messageOf(error),
    });
    findings.push(await look(zone).catch(couldNot));
  }
  return findings;
}
