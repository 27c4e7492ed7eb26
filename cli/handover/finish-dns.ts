import type { DnsConfiguration } from '../../stack/config.ts';
import { configure, deployCommands } from './common-steps.ts';
import { type ExternalDns, findExternalDns, sharesRecords } from './external-dns.ts';
import { type CommonFacts, formatReference } from './facts.ts';
import type { ConfigurationSetting, Step } from './step.ts';

export interface FinishDnsFacts extends CommonFacts {
  /** Markers that go; undefined when they could not be read. */
  readonly legacyMarkers: readonly string[] | undefined;
}

/** How many names a sentence lists. */
const EXAMPLES_MAX = 5;

/**
 * The end of a takeover: markers are those of ExternalDNS 0.22 from now on, and those that only older versions read go.
 * Until then every name carries what the version that was taken over reads (DESIGN 5.3).
 */
export function planFinishDns(facts: FinishDnsFacts): readonly Step[] {
  const { dns } = facts.cluster;
  if (dns === undefined) throw new Error(`cluster ${facts.cluster.name} has no dns half`);
  const peers = findExternalDns(facts.deployments).filter((peer) => sharesRecords(peer, dns.ownerId));
  return [
    ...refuseEarly(facts, dns, peers),
    endCompat(facts, dns),
    awaitRemoval(facts, dns),
    ...peers.filter(({ running }) => !running).map(removeRelease),
  ];
}

function refuseEarly(
  facts: CommonFacts,
  dns: DnsConfiguration,
  peers: readonly ExternalDns[],
): readonly Step[] {
  const running = peers.filter((peer) => peer.running).map(({ object }) => formatReference(object.metadata));
  const reasons = [
    ...(running.length === 0
      ? []
      : [`ExternalDNS ${running.join(', ')} still runs with owner id ${JSON.stringify(dns.ownerId)}`]),
    ...(facts.deployedMode === 'enforce'
      ? []
      : [`the function is ${facts.deployedMode === undefined ? 'not deployed' : 'in mode observe'}`]),
  ];
  if (reasons.length === 0) return [];
  return [
    {
      subject: 'handover dns',
      title: 'ours is the only program that writes these records',
      state: 'refused',
      how: ['npm run sluice -- handover dns'],
      rollback: [],
      why: reasons.join('; '),
    },
  ];
}

/** `aaaa` is pinned where it followed from `compat`: else every alias would get an AAAA, which resolvers see. */
function endCompat(facts: FinishDnsFacts, dns: DnsConfiguration): Step {
  const compat = dns.txt?.compat;
  const pin = compat === '0.14' && dns.aaaa === undefined;
  const settings: readonly ConfigurationSetting[] =
    compat === undefined || compat === 'none'
      ? []
      : [
          { path: ['dns', 'txt', 'compat'], value: 'none' },
          ...(pin ? [{ path: ['dns', 'aaaa'], value: 'dualstack-only' }] : []),
        ];
  return configure(facts, 'dns', {
    title: 'no ExternalDNS before 0.22 is to read our markers (txt.compat: none)',
    settings,
    back: compat === undefined ? [] : [{ path: ['dns', 'txt', 'compat'], value: compat }],
    why: [
      describeLegacy(facts.legacyMarkers),
      ...(pin
        ? ['dns.aaaa keeps what it was by txt.compat 0.14; "always" gives every alias an AAAA, too']
        : []),
      'after the way back the function writes the older markers again within a minute',
    ].join('; '),
  });
}

function describeLegacy(names: readonly string[] | undefined): string {
  if (names === undefined) return 'the markers are encrypted: which ones go is in "sluice plan" afterwards';
  if (names.length === 0) return 'there are no markers of older shapes';
  const some = names.slice(0, EXAMPLES_MAX).join(', ');
  const more = names.length > EXAMPLES_MAX ? `, and ${names.length - EXAMPLES_MAX} more` : '';
  return `markers of older shapes that go: ${some}${more}`;
}

/** What the function does by itself, after two complete looks, once it is deployed with the new configuration. */
function awaitRemoval({ file, legacyMarkers }: FinishDnsFacts, dns: DnsConfiguration): Step {
  const common = {
    subject: 'dns function',
    title: 'deployed with that, and markers of older shapes are gone',
    how: deployCommands(file),
    rollback: ['the configuration as it was, deployed'],
  };
  const isEnded = dns.txt?.compat === 'none' || dns.txt === undefined;
  if (isEnded && legacyMarkers?.length === 0) return { ...common, state: 'done' };
  const why =
    dns.policy === 'sync'
      ? 'the function removes them in its sweeps, each after two complete looks'
      : `with policy ${dns.policy} they stay: it deletes nothing`;
  const left =
    legacyMarkers === undefined ? 'they cannot be counted from here' : `${legacyMarkers.length} are left`;
  return { ...common, state: 'yours', why: `${why}; ${left}` };
}

function removeRelease({ object }: ExternalDns): Step {
  return {
    subject: `Deployment/${formatReference(object.metadata)}`,
    title: 'ExternalDNS is removed',
    state: 'yours',
    how: ['remove its release, or its Argo CD application or Kustomization, in Git'],
    rollback: ['install it again, version 0.22 or newer'],
    why: 'keep the CustomResourceDefinition of DNSEndpoint where source crd is used',
    optional: true,
  };
}
