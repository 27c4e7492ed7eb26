import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fromRecordSet } from '../../../../lambdas/adapters/route53-record-set.ts';
import type { HostedZones } from '../../../../lambdas/core/aws-ports.ts';
import type { RecordChange, RecordSet } from '../../../../lambdas/core/dns/record-set.ts';
import { compileReport } from '../../../../lambdas/core/report.ts';
import type { ResourceRecordSet } from '../../../../sandbox/aws/route53/record-set.ts';
import { formatDifference } from '../../divergence.ts';
import { readYaml } from '../../read-yaml.ts';
import type { CaseRecordSet, DnsCase, DnsStep } from './case.ts';
import { fromModel, recordKey, zoneLabel } from './record-sets.ts';
import { runDnsCase } from './run-case.ts';
import type { StartFunction } from './world.ts';

const CASES = join(import.meta.dirname, '../../externaldns/cases');

function readCase(path: string): DnsCase {
  return readYaml(join(CASES, path)) as DnsCase;
}

/** Makes a zone equal to `wanted`, by whole record sets; true when there was something to do. */
async function impose(
  zones: HostedZones,
  zoneId: string,
  wanted: readonly CaseRecordSet[],
): Promise<boolean> {
  const { recordSets } = await zones.listRecordSets(zoneId);
  const present = recordSets.filter(({ type }) => type !== 'NS' && type !== 'SOA');
  const keyed = new Map(present.map((set) => [recordKey(spell(set)), set]));
  const kept = new Set(wanted.map((set) => JSON.stringify(set)));
  const gone = present.filter((set) => !kept.has(JSON.stringify(spell(set))));
  const fresh = wanted.filter(
    (set) => JSON.stringify(set) !== JSON.stringify(spellOrNothing(keyed.get(recordKey(set)))),
  );
  const changes: RecordChange[] = [
    ...gone.map((recordSet) => ({ action: 'DELETE' as const, recordSet })),
    ...fresh.map((set) => ({ action: 'CREATE' as const, recordSet: unspell(set) })),
  ];
  if (changes.length > 0) await zones.change(zoneId, changes, 'replay');
  return changes.length > 0;
}

function spell(set: RecordSet): CaseRecordSet {
  return fromModel(fromRecordSet(set) as ResourceRecordSet);
}

function spellOrNothing(set: RecordSet | undefined): CaseRecordSet | undefined {
  return set === undefined ? undefined : spell(set);
}

/** Geographic routing, whose fields are named differently, does not occur in the cases below. */
function unspell({ name, alias, geoLocation: _geo, geoProximity: _near, ...rest }: CaseRecordSet): RecordSet {
  if (alias === undefined) return { ...rest, name: `${name}.` };
  const { target, zoneId, evaluateTargetHealth } = alias;
  return {
    ...rest,
    name: `${name}.`,
    alias: { dnsName: `${target}.`, hostedZoneId: zoneId, evaluateTargetHealth },
  };
}

/** A function that makes of the zones what `wanted` says for the step it is in, at the first event it gets. */
function replay(
  recorded: DnsCase,
  wanted: (step: DnsStep, zone: string) => readonly CaseRecordSet[],
): StartFunction {
  let started = -2;
  return ({ zones }) => {
    started += 1;
    const step = recorded.steps[started];
    return async () => {
      for (const zone of recorded.zones) {
        if (step !== undefined) await impose(zones, zone.id, wanted(step, zoneLabel(zone)));
      }
      return { batchItemFailures: [] };
    };
  };
}

function asRecorded(step: DnsStep, zone: string): readonly CaseRecordSet[] {
  return step.expect.records[zone] ?? [];
}

async function differencesOf(recorded: DnsCase, startFunction: StartFunction): Promise<readonly string[]> {
  const { differences } = await runDnsCase(recorded, startFunction);
  return differences.map(formatDifference);
}

describe('the runner of the ExternalDNS corpus', () => {
  const simple = ['install', 'address', 'hostname', 'alias-target', 'change', 'policy', 'conflict', 'drift'];
  const paths = globSync(`{${simple.join(',')}}/*.yaml`, { cwd: CASES }).filter(
    (path) => readCase(path).cluster?.every(({ kind }) => kind === 'Ingress' || kind === 'Service') ?? true,
  );

  test.each(paths.sort())('finds no difference where the recording is repeated: %s', async (path) => {
    const recorded = readCase(path);

    expect(await differencesOf(recorded, replay(recorded, asRecorded))).toEqual([]);
  });

  const path = 'install/user-chart-alpha-lifecycle.yaml';
  const recorded = readCase(path);

  test('finds a record set that is missing', async () => {
    const lines = await differencesOf(
      recorded,
      replay(recorded, (step, zone) => asRecorded(step, zone).slice(1)),
    );

    expect(lines[0]).toMatch(/^step 1: records\..* ours nothing$/);
  });

  test('finds a record set that differs by its TTL', async () => {
    const shorten = (set: CaseRecordSet) => (set.ttl === undefined ? set : { ...set, ttl: set.ttl - 1 });

    const lines = await differencesOf(
      recorded,
      replay(recorded, (step, zone) => asRecorded(step, zone).map(shorten)),
    );

    expect(lines[0]).toMatch(/"ttl":300.*"ttl":299/);
  });

  test('finds a function that never comes to rest, and changes outside the recorded difference', async () => {
    const faithful = replay(recorded, asRecorded);
    const restless: StartFunction = (deps) => {
      const handle = faithful(deps);
      return async (event, context) => {
        const result = await handle(event, context);
        await rewriteFirst(deps.zones, recorded.zones[0]?.id ?? '');
        return result;
      };
    };

    const lines = await differencesOf(recorded, restless);

    for (const field of ['endless', 'touched.', 'changes:', 'secondRun']) {
      expect(lines.some((line) => line.includes(field))).toBe(true);
    }
  });

  test('finds a refused change where the recording makes no call', async () => {
    const quiet = readCase('install/parent-zone-only.yaml');
    const faithful = replay(quiet, asRecorded);
    const pushy: StartFunction = (deps) => {
      const handle = faithful(deps);
      return async (event, context) => {
        const absent = { name: 'none.growbin.app.', type: 'A', ttl: 1, values: ['192.0.2.1'] };
        const change: RecordChange = { action: 'DELETE', recordSet: absent };
        await deps.zones.change(quiet.zones[0]?.id ?? '', [change], '').catch(() => undefined);
        return handle(event, context);
      };
    };

    const lines = await differencesOf(quiet, pushy);

    expect(lines[0]).toMatch(/^step 1: changes: .*refused: InvalidChangeBatch/);
  });

  describe('where the breaker stops deletions that the recording has', () => {
    const gone = readCase('danger/all-ingresses-gone.yaml');

    test('lets them through as a person would, by the checksum of the plan', async () => {
      expect(await differencesOf(gone, stopping(gone, { slips: false }))).toEqual([]);
    });

    test('finds deletions that were made although they were reported as stopped', async () => {
      const lines = await differencesOf(gone, stopping(gone, { slips: true }));

      expect(lines.length).toBeGreaterThan(0);
      expect(lines.every((line) => /^step 2: stopped\.example\.com\.h\d/.test(line))).toBe(true);
    });
  });
});

/** Repeats the recording, but its deletions of the second step wait for a release; unless it `slips`. */
function stopping(recorded: DnsCase, { slips }: { readonly slips: boolean }): StartFunction {
  const faithful = replay(recorded, asRecorded);
  let started = -2;
  return (deps) => {
    started += 1;
    const handle = faithful(deps);
    const owned = recorded.steps[0]?.expect.records['example.com'] ?? [];
    const keys = owned.filter(({ type }) => type === 'A').map(({ name }) => name);
    const entry = { subject: recorded.zones[0]?.id, action: 'refused', reason: 'BreakerAllNames', keys };
    let released = started < 1;
    return async (event, context) => {
      const { action, checksum } = event as { readonly action?: string; readonly checksum?: string };
      if (action === 'plan') return { ...compileReport([]), checksum: 'the plan' };
      if (!released) deps.log.info('report', { changes: [entry] });
      released ||= slips || (action === 'release' && checksum === 'the plan');
      return released ? handle(event, context) : { batchItemFailures: [] };
    };
  };
}

/** Deletes the first record set of a zone and creates it again, in one batch. */
async function rewriteFirst(zones: HostedZones, zoneId: string): Promise<void> {
  const { recordSets } = await zones.listRecordSets(zoneId);
  const first = recordSets.find(({ type }) => type !== 'NS' && type !== 'SOA');
  if (first === undefined) return;
  const changes: readonly RecordChange[] = [
    { action: 'DELETE', recordSet: first },
    { action: 'CREATE', recordSet: first },
  ];
  await zones.change(zoneId, changes, 'rewrite');
}
