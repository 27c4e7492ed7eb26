import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DnsSyncConfig } from '../../lambdas/core/dns/config.ts';
import type { RecordSet } from '../../lambdas/core/dns/record-set.ts';
import { dnsConfig } from './config-fixture.ts';
import { ALB, createHarness, ingress } from './harness.ts';
import { type PeerOptions, type PeerVersion, peerDisturbances, peerMarkers } from './peer-registry.ts';

const OWNER = 'golden';
const GA = 'external-dns.kubernetes.io/';
const DUALSTACK = { 'alb.ingress.kubernetes.io/ip-address-type': 'dualstack' };
const COMPAT: Readonly<Record<PeerVersion, DnsSyncConfig['txt']['compat']>> = {
  '0.14': '0.14',
  '0.17': '0.16-0.21',
  '0.19': '0.16-0.21',
  '0.22': '0.22',
};

/** One Ingress: where it points, as a number that stands for different targets of its kind. */
interface Host {
  readonly name: string;
  readonly kind: 'alb' | 'dualstack' | 'ipv4' | 'ipv6' | 'cname' | 'weighted';
  readonly target: number;
}

const host: fc.Arbitrary<Host> = fc.record({
  name: fc.constantFrom('web', 'api', 'one', 'two', 'aaaa', 'x.deep', 'cname'),
  kind: fc.constantFrom('alb', 'dualstack', 'ipv4', 'ipv6', 'cname', 'weighted'),
  target: fc.integer({ min: 1, max: 9 }),
});
const hosts = fc.uniqueArray(host, { selector: ({ name }) => name, minLength: 1, maxLength: 5 });
const affixes = fc.constantFrom(
  { prefix: '', suffix: '' },
  { prefix: 'edns-', suffix: '' },
  { prefix: '_edns.%{record_type}.', suffix: '' },
  { prefix: '', suffix: '-edns' },
  { prefix: '', suffix: '-%{record_type}-edns' },
);

/** Until 0.17 a CNAME without an affix could not be written: its type-less marker would stand beside it. */
function writable(given: readonly Host[], { version, prefix, suffix }: PeerOptions): readonly Host[] {
  const impossible = (version === '0.14' || version === '0.17') && prefix + suffix === '';
  return given.map((one) => (impossible && one.kind === 'cname' ? { ...one, kind: 'ipv4' } : one));
}

function statusOf({ kind, target }: Host): Readonly<Record<string, string>> {
  switch (kind) {
    case 'ipv4':
    case 'weighted':
      return { ip: `192.0.2.${target}` };
    case 'ipv6':
      return { ip: `2001:db8::${target}` };
    case 'cname':
      return { hostname: `target-${target}.example.org` };
    default:
      return { hostname: `${target}-${ALB}` };
  }
}

const objectName = ({ name }: Host): string => name.replaceAll('.', '-');

function annotationsOf({ kind, target }: Host): Readonly<Record<string, string>> {
  if (kind === 'dualstack') return DUALSTACK;
  return kind === 'weighted' ? { [`${GA}set-identifier`]: 'blue', [`${GA}aws-weight`]: String(target) } : {};
}

function ingressOf(given: Host) {
  return ingress(objectName(given), {
    hosts: [`${given.name}.example.com`],
    annotations: annotationsOf(given),
    status: [statusOf(given)],
  });
}

/** The record sets a version has for a host; the second is the AAAA that stands beside an alias. */
function recordsOf(given: Host, version: PeerVersion): readonly RecordSet[] {
  const name = `${given.name}.example.com`;
  const { ip, hostname } = statusOf(given);
  if (given.kind === 'cname') return [{ name, type: 'CNAME', ttl: 300, values: [hostname ?? ''] }];
  const routing = given.kind === 'weighted' ? { setIdentifier: 'blue', weight: given.target } : {};
  if (ip !== undefined)
    return [{ name, type: given.kind === 'ipv6' ? 'AAAA' : 'A', ttl: 300, values: [ip], ...routing }];
  const alias = { dnsName: hostname ?? '', hostedZoneId: 'Z35SXDOTRQ7X7K', evaluateTargetHealth: true };
  const pair = version !== '0.14' || given.kind === 'dualstack';
  return (pair ? ['A', 'AAAA'] : ['A']).map((type) => ({ name, type, alias }));
}

/** A zone as a version left it. */
function zoneOf(given: readonly Host[], options: PeerOptions): readonly RecordSet[] {
  return given.flatMap((one) => {
    const labels = new Map([
      ...(options.version === '0.14' && one.kind === 'dualstack' ? [['dualstack', 'true'] as const] : []),
      ['owner', OWNER],
      ['resource', `ingress/default/${objectName(one)}`],
    ]);
    const records = recordsOf(one, options.version);
    return [...records, ...records.flatMap((record) => peerMarkers(record, labels, options))];
  });
}

/** Stays through every change: a zone that loses all its names is the breaker's. */
const KEPT: Host = { name: 'kept', kind: 'alb', target: 1 };

/** Our function over a zone of that version, with the settings of a takeover. */
async function takeOver(hostsBefore: readonly Host[], options: PeerOptions) {
  const given = [KEPT, ...hostsBefore];
  const { version, prefix, suffix } = options;
  const harness = createHarness({
    config: {
      txt: { ...dnsConfig().txt, prefix, suffix, compat: COMPAT[version] },
      aaaa: version === '0.14' ? 'dualstack-only' : 'always',
      sources: ['ingress'],
      // Few names: the breaker is not what is looked at here.
      breaker: { share: 1, populationMin: 1000, deletionsMin: 1000 },
    },
  });
  for (const set of zoneOf(given, options)) harness.put(set);
  for (const one of given) await harness.create(ingressOf(one));
  return harness;
}

const RUNS = { numRuns: 8 };

describe.each<PeerVersion>(['0.14', '0.17', '0.19', '0.22'])('a zone of ExternalDNS %s', (version) => {
  it('is taken over without one write', async () => {
    await fc.assert(
      fc.asyncProperty(hosts, affixes, async (given, affix) => {
        const options = { version, owner: OWNER, ...affix };
        const harness = await takeOver(writable(given, options), options);

        await harness.sweep();

        expect(harness.writes()).toBe(0);
        expect(harness.queue.bodies()).toEqual([]);
      }),
      RUNS,
    );
  });

  it('can be given back at any time: a run of that version changes nothing, and it can delete what is there', async () => {
    await fc.assert(
      fc.asyncProperty(hosts, hosts, affixes, async (given, wanted, affix) => {
        const options = { version, owner: OWNER, ...affix };
        const [before, after] = [writable(given, options), writable(wanted, options)];
        const harness = await takeOver(before, options);
        await harness.sweep();

        for (const one of before) await harness.destroy(objectName(one));
        for (const one of after) await harness.create(ingressOf(one));
        await harness.sweep();
        await harness.observeAgain();
        await harness.sweep();

        const desired = [KEPT, ...after].flatMap((one) => recordsOf(one, version));
        expect(peerDisturbances(harness.sets(), desired, options)).toEqual([]);
      }),
      RUNS,
    );
  });
});
