import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DnsSyncConfig } from '../../lambdas/core/dns/config.ts';
import type { RecordSet } from '../../lambdas/core/dns/record-set.ts';
import { dnsConfig } from './config-fixture.ts';
import { ALB, createHarness, ingress } from './harness.ts';
import { type PeerOptions, type PeerVersion, peerLabels, peerMarkers } from './peer-registry.ts';

/** `handover dns --finish`: `txt.compat: none`, over zones as each version left them. */
const OWNER = 'golden';
const DUALSTACK = { 'alb.ingress.kubernetes.io/ip-address-type': 'dualstack' };
const ALIAS = { dnsName: ALB, hostedZoneId: 'Z35SXDOTRQ7X7K', evaluateTargetHealth: true };

function finished(changes: Partial<DnsSyncConfig> = {}) {
  const txt = { ...dnsConfig().txt, compat: 'none' as const };
  const breaker = { share: 1, populationMin: 1000, deletionsMin: 1000 };
  return createHarness({
    config: { txt, aaaa: 'dualstack-only', sources: ['ingress'], breaker, ...changes },
  });
}

function marker(name: string, resource = 'ingress/default/web', owner = OWNER): RecordSet {
  const value = `"heritage=external-dns,external-dns/owner=${owner},external-dns/resource=${resource}"`;
  return { name: `${name}.example.com.`, type: 'TXT', ttl: 300, values: [value] };
}

const aliasA = (name: string): RecordSet => ({ name: `${name}.example.com.`, type: 'A', alias: ALIAS });

/** An alias as 0.14 left it, and its Ingress. */
async function withOldZone(changes: Partial<DnsSyncConfig> = {}) {
  const harness = finished(changes);
  for (const set of [aliasA('web'), marker('web'), marker('cname-web')]) harness.put(set);
  await harness.create(ingress('web'));
  return harness;
}

const OLD = ['cname-web.example.com TXT', 'web.example.com A', 'web.example.com TXT'];
const BOTH = ['a-web.example.com TXT', ...OLD];
const NEW = ['a-web.example.com TXT', 'web.example.com A'];

describe('once the handover is finished, markers of older shapes go', () => {
  it('after those of today are there, and after two observations of that', async () => {
    const harness = await withOldZone();

    await harness.sweep();
    expect(harness.names()).toEqual(BOTH);
    await harness.sweep();
    expect(harness.names()).toEqual(BOTH);
    await harness.observeAgain();

    expect(harness.names()).toEqual(NEW);
    const writes = harness.writes();
    await harness.sweep();
    expect([harness.writes(), harness.queue.bodies()]).toEqual([writes, []]);
  });

  it('is told while it waits, and counts as no deletion of a name', async () => {
    const harness = await withOldZone();
    await harness.sweep();
    const { entries } = await harness.invoke({ action: 'plan' });

    expect(entries).toMatchObject([
      { subject: 'Z0EXAMPLE/web.example.com/A', action: 'pending', reason: 'AwaitingSecondObservation' },
    ]);
  });

  it('what was seen with older markers is not deleted on that look when its object is gone', async () => {
    const harness = await withOldZone();
    await harness.create(ingress('other'));
    await harness.sweep();
    await harness.sweep();
    await harness.destroy('web');
    await harness.observeAgain();

    expect(harness.names()).toContain('web.example.com A');
  });

  it.each(['upsert-only', 'create-only'] as const)('not with policy %s', async (policy) => {
    const harness = await withOldZone({ policy });
    await harness.sweep();
    await harness.sweep();
    await harness.observeAgain();

    expect(harness.names()).toEqual(policy === 'upsert-only' ? BOTH : OLD);
  });

  it('not while the object has no targets, and not on the news of one object', async () => {
    const harness = await withOldZone();
    await harness.sweep();
    await harness.setStatus('web', []);
    await harness.sweep();
    await harness.observeAgain();
    expect(harness.names()).toEqual(BOTH);

    await harness.setStatus('web', [{ hostname: ALB }]);
    await harness.hint('Ingress', 'web');
    expect([harness.names(), harness.queue.bodies()]).toEqual([BOTH, []]);
  });

  it('not before: 0.22 leaves them where they are, on record sets with a policy of routing, too', async () => {
    const GA = 'external-dns.kubernetes.io/';
    const harness = finished({ txt: dnsConfig().txt });
    const routing = { setIdentifier: 'blue', weight: 1 };
    for (const set of [aliasA('web'), marker('web'), marker('cname-web')])
      harness.put({ ...set, ...routing });
    const annotations = { [`${GA}set-identifier`]: 'blue', [`${GA}aws-weight`]: '1' };
    await harness.create(ingress('web', { annotations }));
    for (let run = 0; run < 2; run += 1) {
      await harness.sweep();
      await harness.observeAgain();
    }
    expect(harness.names()).toEqual(BOTH);
  });

  it('not with another owner, and not the only marker of another name', async () => {
    const harness = finished();
    const sets = [
      aliasA('web'),
      marker('web'),
      marker('a-web'),
      marker('cname-web', 'ingress/x/y', 'cluster-b'),
    ];
    for (const set of sets) harness.put(set);
    // The host a-web has one marker: the type-less one at its own name, which web's own would be.
    await harness.create(ingress('web'));
    await harness.sweep();
    await harness.observeAgain();
    await harness.sweep();

    expect(harness.names()).toEqual([
      'a-web.example.com TXT',
      'cname-web.example.com TXT',
      'web.example.com A',
    ]);
  });

  it('not the one that a record set of a type we do not manage may rely on', async () => {
    const harness = await withOldZone();
    harness.put({ name: 'web.example.com.', type: 'MX', ttl: 300, values: ['10 mail.example.com'] });
    for (let run = 0; run < 2; run += 1) {
      await harness.sweep();
      await harness.observeAgain();
    }
    expect(harness.names()).toContain('web.example.com TXT');
    expect(harness.queue.bodies()).toEqual([]);
  });

  it('not while the marker of today names another object: it is an old one of the host a-web', async () => {
    const harness = finished();
    for (const host of ['web', 'a-web']) {
      const resource = `ingress/default/${host}`;
      for (const set of [aliasA(host), marker(host, resource), marker(`cname-${host}`, resource)])
        harness.put(set);
      await harness.create(ingress(host, { hosts: [`${host}.example.com`] }));
    }
    for (let run = 0; run < 3; run += 1) {
      await harness.sweep();
      await harness.observeAgain();
    }
    expect(harness.names()).toEqual([
      'a-a-web.example.com TXT',
      'a-web.example.com A',
      'a-web.example.com TXT',
      'cname-web.example.com TXT',
      'web.example.com A',
      'web.example.com TXT',
    ]);
    expect(harness.queue.bodies()).toEqual([]);
  });

  it('not while the marker of today cannot be written: the older ones are all that says whose it is', async () => {
    const harness = await withOldZone();
    harness.put({ name: 'a-web.example.com.', type: 'TXT', ttl: 60, values: ['"v=spf1 -all"'] });
    for (let run = 0; run < 2; run += 1) {
      await harness.sweep();
      await harness.observeAgain();
    }
    expect(harness.names()).toEqual(BOTH);
    expect(harness.queue.bodies()).toEqual([]);
  });

  it('an AAAA that 0.14 left without a marker gets one before the label that stands for it goes', async () => {
    const harness = finished();
    const label = (name: string) => {
      const set = marker(name);
      return {
        ...set,
        values: [set.values?.[0]?.replace(',external', ',external-dns/dualstack=true,external') ?? ''],
      };
    };
    for (const set of [aliasA('web'), { ...aliasA('web'), type: 'AAAA' }, label('web'), label('cname-web')])
      harness.put(set);
    await harness.create(ingress('web', { annotations: DUALSTACK }));
    for (let run = 0; run < 3; run += 1) {
      await harness.sweep();
      await harness.observeAgain();
    }

    expect(harness.names()).toEqual([
      'a-web.example.com TXT',
      'aaaa-web.example.com TXT',
      'web.example.com A',
      'web.example.com AAAA',
    ]);
  });

  it('the way back: an ExternalDNS of the old version finds its markers again', async () => {
    const harness = await withOldZone();
    for (let run = 0; run < 2; run += 1) {
      await harness.sweep();
      await harness.observeAgain();
    }
    expect(harness.names()).toEqual(NEW);

    harness.setConfig({ txt: { ...dnsConfig().txt, compat: '0.14' } });
    await harness.sweep();
    expect(harness.names()).toEqual(BOTH);
  });
});

const VERSIONS: readonly PeerVersion[] = ['0.14', '0.17', '0.19', '0.22'];
const names = fc.uniqueArray(fc.constantFrom('web', 'api', 'a-web', 'aaaa', 'x.deep', 'cname', 'cname-web'), {
  minLength: 1,
  maxLength: 4,
});
const TODAY: PeerOptions = { version: '0.22', owner: OWNER, prefix: '', suffix: '' };

it('whatever version left the zone: every record set is owned by the rules of 0.22 after every single batch, and in the end nothing older is left', async () => {
  await fc.assert(
    fc.asyncProperty(names, fc.constantFrom(...VERSIONS), fc.boolean(), async (hosts, version, address) => {
      const options = { ...TODAY, version };
      const harness = finished();
      const target = address ? { ip: '192.0.2.1' } : { hostname: ALB };
      for (const host of hosts) {
        const record: RecordSet = address
          ? { name: `${host}.example.com`, type: 'A', ttl: 300, values: ['192.0.2.1'] }
          : { name: `${host}.example.com`, type: 'A', alias: ALIAS };
        const object = host.replaceAll('.', '-');
        const labels = new Map([
          ['owner', OWNER],
          ['resource', `ingress/default/${object}`],
        ] as const);
        for (const set of [record, ...peerMarkers(record, labels, options)]) harness.put(set);
        await harness.create(ingress(object, { hosts: [`${host}.example.com`], status: [target] }));
      }
      const ownedBefore = ownedOf(harness.sets(), options);
      for (let run = 0; run < 3; run += 1) {
        await harness.sweep();
        expectOwned(harness.sets(), ownedBefore);
        await harness.observeAgain();
        expectOwned(harness.sets(), ownedBefore);
      }
      const left = harness.sets();
      const records = left.filter(({ type }) => type !== 'TXT').length;
      // A host whose old marker stands where another's would keeps what says the truth.
      if (
        ownedBefore.size === records &&
        !hosts.some((host) => hosts.some((other) => host.endsWith(`-${other}`)))
      )
        expect(left.length).toBe(2 * records);
    }),
    { numRuns: 12 },
  );
});

/** Names that both the version and the rules of today (of markers that we could read) know as the owner's. */
function ownedOf(zone: readonly RecordSet[], options: PeerOptions): ReadonlySet<string> {
  const records = zone.filter(({ type }) => type === 'A');
  const owned = records.filter((record) => {
    const known = peerLabels({ ...record, name: record.name.replace(/\.$/, '') }, zone, options);
    return known?.get('owner') === OWNER;
  });
  return new Set(owned.map(({ name }) => name));
}

function expectOwned(zone: readonly RecordSet[], before: ReadonlySet<string>): void {
  const now = ownedOf(zone, TODAY);
  expect([...before].filter((name) => !now.has(name))).toEqual([]);
}
