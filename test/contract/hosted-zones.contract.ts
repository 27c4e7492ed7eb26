import { expect } from 'vitest';
import type { HostedZones, RecordSetPosition } from '../../lambdas/core/aws-ports.ts';
import type { RecordSet } from '../../lambdas/core/dns/record-set.ts';
import type { TerminalError } from '../../lambdas/core/errors.ts';
import type { ContractCase } from './contract-case.ts';

export interface HostedZonesHarness {
  readonly zones: HostedZones;
  /** A fresh public zone `example.com` with nothing but NS and SOA. */
  readonly zoneId: string;
  /** A fresh private zone `example.com`. */
  readonly privateZoneId: string;
  admin(action: string, params: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Lets a submitted change reach all name servers. */
  settle(): Promise<void>;
}

const ADDRESS: RecordSet = { name: 'web.example.com.', type: 'A', ttl: 300, values: ['192.0.2.1'] };
const MARKER: RecordSet = {
  name: 'a-web.example.com.',
  type: 'TXT',
  ttl: 300,
  values: ['"heritage=external-dns"'],
};
const ALIAS: RecordSet = {
  name: 'api.example.com.',
  type: 'A',
  alias: {
    dnsName: 'lb-1.ap-northeast-2.elb.amazonaws.com.',
    hostedZoneId: 'ZWKZPGTI48KDX',
    evaluateTargetHealth: true,
  },
};

/** What Route 53 does, as far as sluice relies on it. */
export const HOSTED_ZONES_CASES: readonly ContractCase<HostedZonesHarness>[] = [
  {
    name: 'zones come with plain id, name without final dot, and whether they are private',
    async run({ zones, zoneId, privateZoneId }) {
      const listed = await zones.listZones();

      expect(listed.find((zone) => zone.id === zoneId)).toEqual({
        id: zoneId,
        name: 'example.com',
        private: false,
      });
      expect(listed.find((zone) => zone.id === privateZoneId)).toEqual({
        id: privateZoneId,
        name: 'example.com',
        private: true,
      });
    },
  },
  {
    name: 'tags come by zone id, and a zone without tags has none',
    differs: ['ministack'],
    async run({ zones, zoneId, privateZoneId, admin }) {
      const AddTags = [{ Key: 'team', Value: 'core' }];
      await admin('ChangeTagsForResource', { ResourceType: 'hostedzone', ResourceId: zoneId, AddTags });

      const tags = await zones.listZoneTags([zoneId, privateZoneId]);

      expect(tags.get(zoneId)).toEqual({ team: 'core' });
      expect(tags.get(privateZoneId)).toEqual({});
    },
  },
  {
    name: 'record sets come back as they were written',
    async run({ zones, zoneId }) {
      const several = { ...ADDRESS, name: 'two.example.com.', values: ['192.0.2.1', '192.0.2.2'] };
      await zones.change(zoneId, created(ADDRESS, MARKER, several), 'contract');

      expect(new Set(await own(zones, zoneId))).toEqual(new Set([ADDRESS, MARKER, several]));
    },
  },
  {
    name: 'an alias has no TTL and no values, and a wildcard is escaped',
    differs: ['moto', 'ministack'],
    async run({ zones, zoneId }) {
      await zones.change(zoneId, created(ALIAS, { ...ADDRESS, name: '*.example.com.' }), 'contract');

      const expected = [ALIAS, { ...ADDRESS, name: '\\052.example.com.' }];
      expect(new Set(await own(zones, zoneId))).toEqual(new Set(expected));
    },
  },
  {
    name: 'names are lower-case and have a final dot, however they were written',
    differs: ['moto', 'ministack'],
    async run({ zones, zoneId }) {
      await zones.change(zoneId, created({ ...ADDRESS, name: 'Web.Example.COM' }), 'contract');

      expect(await own(zones, zoneId)).toEqual([ADDRESS]);
    },
  },
  {
    name: 'weighted sets keep identifier, weight and health check',
    async run({ zones, zoneId }) {
      const blue = { ...ADDRESS, setIdentifier: 'blue', weight: 10 };
      const green = { ...ADDRESS, values: ['192.0.2.2'], setIdentifier: 'green', weight: 0 };
      await zones.change(zoneId, created(blue, green), 'contract');

      expect(await own(zones, zoneId)).toEqual([blue, green]);
    },
  },
  {
    name: 'pages follow the order of reversed labels and end without a next position',
    async run({ zones, zoneId }) {
      const names = ['b.example.com.', 'a.b.example.com.', 'a.example.com.'];
      await zones.change(zoneId, created(...names.map((name) => ({ ...ADDRESS, name }))), 'contract');

      const pages: string[][] = [];
      let start: RecordSetPosition | undefined;
      do {
        const page = await zones.listRecordSets(zoneId, start, 2);
        pages.push(page.recordSets.map((set) => `${set.name} ${set.type}`));
        start = page.next;
      } while (start !== undefined);

      expect(pages.flat()).toEqual([
        'example.com. NS',
        'example.com. SOA',
        'a.example.com. A',
        'b.example.com. A',
        'a.b.example.com. A',
      ]);
      expect(pages.every((page) => page.length > 0 && page.length <= 2)).toBe(true);
    },
  },
  {
    name: 'a listing may start at a name, which need not exist',
    async run({ zones, zoneId }) {
      await zones.change(zoneId, created(ADDRESS, MARKER), 'contract');

      const page = await zones.listRecordSets(zoneId, { name: 'm.example.com.' }, 10);

      expect(page.recordSets).toEqual([ADDRESS]);
    },
  },
  {
    name: 'creating what exists is refused, and nothing of the batch is done',
    async run({ zones, zoneId }) {
      await zones.change(zoneId, created(ADDRESS), 'contract');

      expect(await refusal(zones.change(zoneId, created(MARKER, ADDRESS), 'contract'))).toMatch(
        /^TerminalError InvalidChangeBatch .*web\.example\.com.*already exists/,
      );
      expect(await own(zones, zoneId)).toEqual([ADDRESS]);
    },
  },
  {
    name: 'deleting needs the exact set: another TTL or value is refused',
    differs: ['moto'],
    async run({ zones, zoneId }) {
      await zones.change(zoneId, created(ADDRESS), 'contract');

      for (const other of [
        { ...ADDRESS, ttl: 60 },
        { ...ADDRESS, values: ['192.0.2.9'] },
      ]) {
        const call = zones.change(zoneId, [{ action: 'DELETE', recordSet: other }], 'contract');
        expect(await refusal(call)).toMatch(
          /^TerminalError InvalidChangeBatch .*do not match the current values/,
        );
      }
      expect(await own(zones, zoneId)).toEqual([ADDRESS]);
    },
  },
  {
    name: 'deleting what is not there is refused',
    differs: ['moto'],
    async run({ zones, zoneId }) {
      const call = zones.change(zoneId, [{ action: 'DELETE', recordSet: ADDRESS }], 'contract');

      expect(await refusal(call)).toMatch(/^TerminalError InvalidChangeBatch .*not found/);
    },
  },
  {
    name: 'DELETE of the set read plus CREATE in one batch is a change',
    async run({ zones, zoneId }) {
      await zones.change(zoneId, created(ADDRESS), 'contract');
      const changed = { ...ADDRESS, values: ['192.0.2.2'] };

      await zones.change(zoneId, [{ action: 'DELETE', recordSet: ADDRESS }, ...created(changed)], 'contract');

      expect(await own(zones, zoneId)).toEqual([changed]);
    },
  },
  {
    name: 'DELETE of the addresses plus CREATE of a CNAME in one batch changes the type',
    async run({ zones, zoneId }) {
      await zones.change(zoneId, created(ADDRESS), 'contract');
      const cname: RecordSet = {
        name: ADDRESS.name,
        type: 'CNAME',
        ttl: 300,
        values: ['elsewhere.example.net'],
      };

      await zones.change(zoneId, [{ action: 'DELETE', recordSet: ADDRESS }, ...created(cname)], 'contract');

      expect(await own(zones, zoneId)).toEqual([cname]);
    },
  },
  {
    name: 'a CNAME beside another type is refused',
    differs: ['moto', 'ministack'],
    async run({ zones, zoneId }) {
      await zones.change(zoneId, created(ADDRESS), 'contract');
      const cname: RecordSet = {
        name: ADDRESS.name,
        type: 'CNAME',
        ttl: 300,
        values: ['elsewhere.example.net'],
      };

      expect(await refusal(zones.change(zoneId, created(cname), 'contract'))).toMatch(
        /^TerminalError InvalidChangeBatch /,
      );
    },
  },
  {
    name: 'a CNAME at the apex, unquoted TXT and malformed addresses are refused',
    differs: ['moto', 'ministack'],
    async run({ zones, zoneId }) {
      const wrong: RecordSet[] = [
        { name: 'example.com.', type: 'CNAME', ttl: 300, values: ['elsewhere.example.net'] },
        { ...MARKER, values: ['no quotes'] },
        { ...ADDRESS, values: ['300.0.2.1'] },
      ];
      for (const set of wrong) {
        const call = zones.change(zoneId, created(set), 'contract');
        expect(await refusal(call), set.type).toMatch(/^TerminalError InvalidChangeBatch /);
      }
    },
  },
  {
    name: 'a simple set and a weighted one cannot share name and type',
    differs: ['moto', 'ministack'],
    async run({ zones, zoneId }) {
      await zones.change(zoneId, created(ADDRESS), 'contract');
      const weighted = { ...ADDRESS, setIdentifier: 'blue', weight: 1 };

      expect(await refusal(zones.change(zoneId, created(weighted), 'contract'))).toMatch(
        /^TerminalError InvalidChangeBatch .*different routing policy/,
      );
    },
  },
  {
    name: 'a name outside the zone is refused',
    differs: ['ministack'],
    async run({ zones, zoneId }) {
      const call = zones.change(zoneId, created({ ...ADDRESS, name: 'web.example.net.' }), 'contract');

      expect(await refusal(call)).toMatch(/^TerminalError InvalidChangeBatch .*not permitted in zone/);
    },
  },
  {
    name: 'more than a thousand values in a batch are refused',
    differs: ['ministack'],
    async run({ zones, zoneId }) {
      const sets = Array.from({ length: 1_001 }, (_, index) => ({
        ...ADDRESS,
        name: `n${index}.example.com.`,
      }));

      expect(await refusal(zones.change(zoneId, created(...sets), 'contract'))).toMatch(
        /^TerminalError InvalidChangeBatch /,
      );
      expect(await own(zones, zoneId)).toEqual([]);
    },
  },
  {
    name: 'a change is seen by listings at once and becomes INSYNC after a while',
    differs: ['ministack'],
    async run({ zones, zoneId, settle }) {
      const { changeId } = await zones.change(zoneId, created(ADDRESS), 'contract');

      expect(await own(zones, zoneId)).toEqual([ADDRESS]);
      expect(changeId).toMatch(/^[A-Z0-9]+$/i);
      await settle();
      expect(await zones.changeStatus(changeId)).toBe('INSYNC');
    },
  },
  {
    name: 'a fresh change is PENDING',
    differs: ['moto'],
    async run({ zones, zoneId }) {
      const { changeId } = await zones.change(zoneId, created(ADDRESS), 'contract');

      expect(await zones.changeStatus(changeId)).toBe('PENDING');
    },
  },
  {
    name: 'an unknown zone is NoSuchHostedZone',
    async run({ zones }) {
      expect(await refusal(zones.listRecordSets('Z0NOSUCHZONE'))).toMatch(/^TerminalError NoSuchHostedZone /);
      expect(await refusal(zones.change('Z0NOSUCHZONE', created(ADDRESS), 'contract'))).toMatch(
        /^TerminalError NoSuchHostedZone /,
      );
    },
  },
];

function created(...sets: RecordSet[]) {
  return sets.map((recordSet) => ({ action: 'CREATE' as const, recordSet }));
}

/** Everything but the zone's own NS and SOA. */
async function own(zones: HostedZones, zoneId: string): Promise<readonly RecordSet[]> {
  const { recordSets } = await zones.listRecordSets(zoneId);
  return recordSets.filter((set) => set.type !== 'NS' && set.type !== 'SOA');
}

async function refusal(call: Promise<unknown>): Promise<string> {
  return call.then(
    (value) => `resolved ${JSON.stringify(value)}`,
    (error: TerminalError) => `${error.name} ${error.code} ${error.message}`,
  );
}
