import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../../lambdas/core/kubernetes.ts';
import type { Difference } from '../../divergence.ts';
import type { CaseExpectation, CaseRecordSet, DnsCase } from './case.ts';
import { type CaseRun, dnsRules, type StepRun } from './rules.ts';

const OWNED = '"heritage=external-dns,external-dns/owner=golden,external-dns/resource=ingress/default/web"';
const FOREIGN = OWNED.replace('golden', 'somebody');
const WEB: CaseRecordSet = { name: 'web.example.com', type: 'A', ttl: 300, values: ['192.0.2.1'] };
const MARKER: CaseRecordSet = { name: 'cname-web.example.com', type: 'TXT', ttl: 300, values: [OWNED] };

/** A case of one step, as we ran it. */
function ranCase(options: {
  readonly step?: Partial<StepRun>;
  readonly records?: readonly CaseRecordSet[];
  readonly changes?: CaseExpectation['changes'];
  readonly cluster?: readonly KubernetesObject[];
}): CaseRun {
  const { step = {}, records = [], changes = [], cluster = [] } = options;
  const recorded: DnsCase = {
    name: 'made-up',
    tags: [],
    config: { ownerId: 'golden' },
    zones: [{ name: 'example.com', id: 'Z1' }],
    cluster,
    steps: [{ expect: { exitCode: 0, records: { 'example.com': records }, changes } }],
  };
  return { id: 'made-up', recorded, steps: [{ entries: [], refused: false, touched: new Set(), ...step }] };
}

function differing(key: string, recorded: unknown, ours: unknown): Difference {
  return { step: 1, field: `records.example.com.${key}`, recorded, ours };
}

function explanations(difference: Difference, run: CaseRun): readonly string[] {
  return dnsRules.filter((rule) => rule.explains(difference, run)).map(({ name }) => name);
}

describe('what may differ from a recording of ExternalDNS', () => {
  const refused = {
    subject: 'Ingress/default/web',
    action: 'refused' as const,
    reason: 'ForeignMarker',
    keys: ['Z1/web.example.com/A'],
  };
  const missing = differing('web.example.com A', WEB, undefined);

  test('a name that is refused for a documented reason and was left alone', () => {
    expect(explanations(missing, ranCase({ step: { entries: [refused] } }))).toEqual(['ForeignMarker']);
  });

  test('not a name that was refused and changed all the same', () => {
    const touched = new Set(['example.com.web.example.com A']);

    expect(explanations(missing, ranCase({ step: { entries: [refused], touched } }))).toEqual([]);
  });

  test('not a name beside the refused one, nor a refusal for another reason', () => {
    const other = { ...refused, keys: ['Z1/other.example.com/A'] };
    const unknown = { ...refused, reason: 'NoMood' };

    expect(explanations(missing, ranCase({ step: { entries: [other] } }))).toEqual([]);
    expect(explanations(missing, ranCase({ step: { entries: [unknown] } }))).toEqual([]);
  });

  const legacy = differing('cname-web.example.com TXT', MARKER, undefined);

  test('an older marker of ours that went with its name', () => {
    expect(explanations(legacy, ranCase({ records: [MARKER] }))).toEqual(['LegacyMarkersDeleted']);
  });

  test('not a marker whose record set still stands, nor that of another owner', () => {
    const foreign = differing('cname-web.example.com TXT', { ...MARKER, values: [FOREIGN] }, undefined);

    expect(explanations(legacy, ranCase({ records: [MARKER, WEB] }))).toEqual([]);
    expect(explanations(foreign, ranCase({}))).toEqual([]);
  });

  test('a record set that the recording tried to delete in vain, and no other', () => {
    const batch = (name: string) => [
      { zone: 'example.com', result: 'refused' as const, changes: [{ ...WEB, name, action: 'DELETE' }] },
    ];

    expect(explanations(missing, ranCase({ changes: batch('web.example.com') }))).toEqual(['DeletedAsRead']);
    expect(explanations(missing, ranCase({ changes: batch('other.example.com') }))).toEqual([]);
  });

  test('a PTR that the recording wrote and lost sight of, and no other', () => {
    const pointer = { name: '1.2.0.192.in-addr.arpa', type: 'PTR', ttl: 300, values: ['web.example.com'] };
    const lost = differing('1.2.0.192.in-addr.arpa PTR', pointer, undefined);
    const batch = (name: string) => [
      { zone: 'example.com', result: 'refused' as const, changes: [{ ...pointer, name, action: 'CREATE' }] },
    ];

    expect(explanations(lost, ranCase({ changes: batch(pointer.name) }))).toEqual(['PtrReadBack']);
    expect(explanations(lost, ranCase({ changes: batch('2.2.0.192.in-addr.arpa') }))).toEqual([]);
  });

  test('records kept for an object without targets, and not without that reason', () => {
    const kept = differing('web.example.com A', undefined, WEB);
    const entry = { ...refused, action: 'skipped' as const, reason: 'NoTargets' };

    expect(explanations(kept, ranCase({ step: { entries: [entry] } }))).toEqual(['KeptWithoutTargets']);
    expect(explanations(kept, ranCase({}))).toEqual([]);
  });

  test('a name that the objects spell with upper-case letters only', () => {
    const created = differing('web.example.com A', undefined, WEB);
    const ingress = (hostname: string) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'web', annotations: { hostname } },
    });

    expect(explanations(created, ranCase({ cluster: [ingress('Web.Example.com')] }))).toEqual([
      'CaseInsensitiveNames',
    ]);
    expect(explanations(created, ranCase({ cluster: [ingress('web.example.com')] }))).toEqual([]);
  });

  test('everything of a function that refused its configuration, as long as nothing was written', () => {
    const touched = new Set(['example.com.web.example.com A']);

    expect(explanations(missing, ranCase({ step: { refused: true } }))).toEqual(['ConfigurationRefused']);
    expect(explanations(missing, ranCase({ step: { refused: true, touched } }))).toEqual([]);
  });

  test('never a change, a second run or a limit', () => {
    const run = ranCase({ step: { entries: [refused], refused: true } });

    for (const field of [
      'changes',
      'secondRun',
      'limits',
      'endless',
      'touched.example.com.web.example.com A',
    ]) {
      expect(explanations({ step: 1, field, recorded: undefined, ours: 'x' }, run)).toEqual([]);
    }
  });
});
