import type { DnsConfiguration } from '../../stack/config.ts';
import { type ExternalDns, findExternalDns, sharesRecords } from '../handover/external-dns.ts';
import { txtCompatOf } from '../import/txt-compat.ts';
import { DEPLOYMENT, readAll, readApplications } from './cluster-objects.ts';
import type { Doctor } from './doctor.ts';
import type { Finding, Link } from './finding.ts';
import { describeOwner } from './object-owner.ts';

/** ExternalDNS: whether it runs beside us, as which owner, and whether it could be switched back on. */
export const EXTERNAL_DNS: Link = {
  name: 'external-dns',
  needs: ['api-server'],
  checks: { controller: checkController },
};

async function checkController(doctor: Doctor): Promise<readonly Finding[]> {
  const { dns } = doctor.cluster;
  if (dns === undefined || !doctor.halves.includes('dns')) return [];
  const { cluster } = doctor.user();
  const installs = findExternalDns((await readAll(cluster, DEPLOYMENT)) ?? []);
  if (installs.length === 0) return [{ check: 'controller', outcome: 'ok', said: 'none writes to Route 53' }];
  const applications = await readApplications(cluster);
  return installs.map((install) => judgeInstall(install, applications, { dns, sluice: doctor.sluice }));
}

/** Its records become ours by its owner id; whoever writes beside it writes the same names. */
export function judgeInstall(
  install: ExternalDns,
  applications: ReadonlySet<string>,
  { dns, sluice }: { readonly dns: DnsConfiguration } & Pick<Doctor, 'sluice'>,
): Finding {
  const { object, ownerId, policy, registry, version = 'of unknown version', running } = install;
  const { namespace = 'default', name } = object.metadata;
  const check = `controller ${namespace}/${name}`;
  const owner = registry === 'txt' ? `owner ${ownerId}` : `registry ${registry}`;
  const state = running ? 'runs' : 'is scaled to 0';
  const facts = `${state}, ${version}, ${owner}, policy ${policy}, ${describeOwner(object, applications)}`;
  if (running && dns.mode === 'enforce' && sharesRecords(install, dns.ownerId)) {
    const said = `${facts}: it writes the records that we write`;
    return { check, outcome: 'warn', said, fix: sluice('handover dns') };
  }
  if (registry === 'txt' && ownerId !== dns.ownerId) {
    const said = `${facts}; we are ${dns.ownerId}: names that it marked are refused`;
    return { check, outcome: 'warn', said, fix: `dns.ownerId: ${ownerId}, to take its records over` };
  }
  const compat = otherCompat(install.version, dns);
  if (compat === undefined) return { check, outcome: 'ok', said: facts };
  const said = `${facts}; it could not be switched back on, because txt.compat is "${dns.txt?.compat ?? ''}"`;
  return { check, outcome: 'warn', said, fix: `dns.txt.compat: "${compat}"` };
}

/** What `txt.compat` would have to be for this version; undefined where it is so, or the image does not tell. */
function otherCompat(version: string | undefined, { txt }: DnsConfiguration): string | undefined {
  if (version === undefined || txt === undefined || !/0\.[0-9]+/.test(version)) return undefined;
  const compat = txtCompatOf(version);
  return compat === txt.compat ? undefined : compat;
}
