import type { DnsConfiguration } from '../../stack/config.ts';
import { readInstall } from '../import/read-source.ts';
import { txtCompatOf } from '../import/txt-compat.ts';
import { DEPLOYMENT, readAll } from './cluster-objects.ts';
import type { Doctor } from './doctor.ts';
import type { Finding, Link } from './finding.ts';
import { type RunningProgram, readPrograms } from './running-program.ts';

/** ExternalDNS: whether it runs beside us, as which owner, and whether it could be switched back on. */
export const EXTERNAL_DNS: Link = {
  name: 'external-dns',
  needs: ['api-server'],
  checks: { controller: checkController },
};

const IMAGE = /(^|\/)external-dns(:|@|$)/;

async function checkController(doctor: Doctor): Promise<readonly Finding[]> {
  const { dns } = doctor.cluster;
  if (dns === undefined || !doctor.halves.includes('dns')) return [];
  const deployments = (await readAll(doctor.user().cluster, DEPLOYMENT)) ?? [];
  const installs = readPrograms(deployments, IMAGE);
  if (installs.length === 0) return [{ check: 'controller', outcome: 'ok', said: 'is not in the cluster' }];
  return installs.map((install) => judgeInstall(install, dns, doctor));
}

/** Its records become ours by its owner id; whoever writes beside it writes the same names. */
export function judgeInstall(
  { name, replicas, version, owner, deployment }: RunningProgram,
  dns: DnsConfiguration,
  { sluice }: Pick<Doctor, 'sluice'>,
): Finding {
  const check = `controller ${name}`;
  const { flags } = readInstall(JSON.stringify(deployment), { releaseNamespace: undefined });
  const flagValue = (wanted: string) => flags.find(({ flag }) => flag === wanted)?.value;
  const provider = flagValue('provider');
  if (provider !== 'aws')
    return { check, outcome: 'ok', said: `serves ${provider ?? 'nothing'}, not Route 53` };
  const ownerId = flagValue('txt-owner-id') ?? 'default';
  const policy = flagValue('policy') ?? 'sync';
  const state = replicas > 0 ? 'runs' : 'is scaled to 0';
  const facts = `${state}, ${version ?? 'of unknown version'}, owner ${ownerId}, policy ${policy}, of ${owner}`;
  if (ownerId === dns.ownerId && replicas > 0 && dns.mode === 'enforce') {
    const said = `${facts}: it writes the records of owner ${ownerId} as we do`;
    return { check, outcome: 'warn', said, fix: sluice('handover dns') };
  }
  if (ownerId !== dns.ownerId) {
    const said = `${facts}; we are ${dns.ownerId}: names that it marked are refused`;
    return { check, outcome: 'warn', said, fix: `dns.ownerId: ${ownerId}, to take its records over` };
  }
  const compat = otherCompat(version, dns);
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
