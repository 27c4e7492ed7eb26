import { DNS_SOURCES } from '../../stack/config/dns-sources.ts';
import type { DnsConfiguration } from '../../stack/config.ts';
import { configure, deploy } from './common-steps.ts';
import { type ExternalDns, findExternalDns, sharesRecords } from './external-dns.ts';
import { type CommonFacts, formatReference, type ManifestGap } from './facts.ts';
import { applyManifests } from './manifests-step.ts';
import { changeFlags } from './peer-flags.ts';
import { scaleDown } from './scale-down.ts';
import type { ConfigurationSetting, Step } from './step.ts';

export interface DnsHandoverFacts extends CommonFacts {
  /** Against the manifests of the configuration as it will be. */
  readonly manifests: ManifestGap;
}

/** Two writers with one owner id: neither may delete, or it takes the other's records for its own that nobody wants. */
const CAREFUL = 'upsert-only';

/**
 * The half as it enforces: with everything, or with the sources that were handed over so far while an ExternalDNS goes
 * on with the others.
 *
 * @param chosen sources to hand over; all of them when empty
 */
export function enforcedDns(
  dns: DnsConfiguration,
  { deployments }: Pick<CommonFacts, 'deployments'>,
  chosen: readonly string[],
): DnsConfiguration {
  if (leftToPeers(rivals(dns, deployments), chosen).length === 0) {
    const added = chosen.filter(
      (source) => !dns.sources.includes(source as DnsConfiguration['sources'][number]),
    );
    return { ...dns, mode: 'enforce', sources: withSources(dns, added) };
  }
  const sources = dns.mode === 'enforce' ? withSources(dns, chosen) : withSources({ sources: [] }, chosen);
  return { ...dns, mode: 'enforce', sources, policy: dns.policy === 'sync' ? CAREFUL : dns.policy };
}

/**
 * The steps from ExternalDNS to sluice. The peer goes first: it and our function have one owner id, so a record of the
 * one looks to the other like one of its own. Between the two nothing changes, and nothing is lost.
 */
export function planDns(facts: DnsHandoverFacts, chosen: readonly string[]): readonly Step[] {
  const { dns } = facts.cluster;
  if (dns === undefined) throw new Error(`cluster ${facts.cluster.name} has no dns half`);
  const target = enforcedDns(dns, facts, chosen);
  const peers = rivals(dns, facts.deployments);
  const left = leftToPeers(peers, chosen);
  const whole = left.length === 0;
  return [
    ...(whole ? [refuseLostSources(peers, target)].filter((step) => step !== undefined) : []),
    ...peers.flatMap((peer) => (whole ? [stop(peer, facts)] : narrow(peer, chosen, facts))),
    configureMode(facts, dns, target),
    applyManifests(facts, facts.manifests),
    deploy(facts, 'dns'),
  ];
}

/** ExternalDNS Deployments that take our records for theirs, stopped ones included. */
function rivals(dns: DnsConfiguration, deployments: CommonFacts['deployments']): readonly ExternalDns[] {
  return findExternalDns(deployments).filter((peer) => sharesRecords(peer, dns.ownerId));
}

/** Sources that running peers would go on with. */
function leftToPeers(peers: readonly ExternalDns[], chosen: readonly string[]): readonly string[] {
  if (chosen.length === 0) return [];
  const served = peers.filter(({ running }) => running).flatMap(({ sources }) => sources);
  return [...new Set(served)].filter((source) => !chosen.includes(source));
}

/**
 * What the peer published from sources that ours does not read would stay for ever, or in policy sync be deleted: it has
 * our owner id, and nobody asks for it.
 */
function refuseLostSources(peers: readonly ExternalDns[], target: DnsConfiguration): Step | undefined {
  const ours: readonly string[] = target.sources;
  const lost = [...new Set(peers.flatMap(({ sources }) => sources))].filter((name) => !ours.includes(name));
  const built = lost.filter((name) => (DNS_SOURCES as readonly string[]).includes(name));
  if (lost.length === 0 || (built.length === 0 && target.policy !== 'sync')) return undefined;
  const fate = target.policy === 'sync' ? 'our function would delete them' : 'nobody would keep them right';
  return {
    subject: 'dns.sources',
    title: 'every source of ExternalDNS is a source of ours',
    state: 'refused',
    how: [
      built.length === lost.length
        ? `add ${lost.join(', ')} to dns.sources`
        : `keep ExternalDNS for ${lost.join(', ')}, with an owner id of its own, or set dns.policy: ${CAREFUL}`,
    ],
    rollback: [],
    why: `ExternalDNS publishes records of ${lost.join(', ')} with our owner id: with policy ${target.policy} ${fate}`,
  };
}

function stop(peer: ExternalDns, { applications }: CommonFacts): Step {
  const why = `it and our function would both write records of owner ${JSON.stringify(peer.ownerId)}`;
  return scaleDown(peer.object, { applications, why });
}

/** Stays, without the chosen sources; and deletes nothing, or it would delete the records of what it no longer reads. */
function narrow(
  peer: ExternalDns,
  chosen: readonly string[],
  { applications }: CommonFacts,
): readonly Step[] {
  if (!peer.running) return [];
  const kept = peer.sources.filter((source) => !chosen.includes(source));
  if (kept.length === 0) {
    const why = 'its last source is handed over';
    return [scaleDown(peer.object, { applications, why })];
  }
  const policy = changeFlags(peer.object, {
    title: `deletes nothing while two programs write (--policy=${CAREFUL})`,
    flag: 'policy',
    from: [peer.policy],
    to: peer.policy === 'sync' ? [CAREFUL] : [peer.policy],
    applications,
    why: 'with policy sync its next run would delete the records of the sources it gives away',
  });
  const sources = changeFlags(peer.object, {
    title: `reads ${kept.join(', ')} only`,
    flag: 'source',
    from: peer.sources,
    to: kept,
    applications,
    why: `it and our function would both write records of owner ${JSON.stringify(peer.ownerId)}`,
  });
  return [policy, sources];
}

function configureMode(facts: DnsHandoverFacts, dns: DnsConfiguration, target: DnsConfiguration): Step {
  const differing = (from: DnsConfiguration): readonly ConfigurationSetting[] => [
    ...(dns.mode === target.mode ? [] : [{ path: ['dns', 'mode'], value: from.mode }]),
    ...(dns.sources.join() === target.sources.join()
      ? []
      : [{ path: ['dns', 'sources'], value: from.sources }]),
    ...(dns.policy === target.policy ? [] : [{ path: ['dns', 'policy'], value: from.policy }]),
  ];
  const step = configure(facts, 'dns', {
    title: `mode enforce, policy ${target.policy}, for ${target.sources.join(', ')}`,
    settings: differing(target),
    back: differing(dns),
    ...(dns.policy === target.policy
      ? {}
      : { why: `policy ${dns.policy} again when ExternalDNS has no source left` }),
  });
  const running = rivals(dns, facts.deployments).filter((peer) => peer.running);
  const back = running.map(({ object }) => `then ExternalDNS ${formatReference(object.metadata)} as it was`);
  return { ...step, rollback: [...step.rollback, ...back] };
}

function withSources(
  { sources }: Pick<DnsConfiguration, 'sources'>,
  added: readonly string[],
): DnsConfiguration['sources'] {
  return [...new Set([...sources, ...added])] as DnsConfiguration['sources'];
}
