import { batchChanges, type ChangeBatch } from '../../lambdas/core/dns/change-batch.ts';
import { compileGroups } from '../../lambdas/core/dns/changes.ts';
import type { Endpoint } from '../../lambdas/core/dns/endpoint.ts';
import { readZone } from '../../lambdas/core/dns/ownership.ts';
import { planRecords } from '../../lambdas/core/dns/plan.ts';
import { applyPolicy } from '../../lambdas/core/dns/policy.ts';
import type { RecordSet } from '../../lambdas/core/dns/record-set.ts';
import type { Registry } from '../../lambdas/core/dns/registry.ts';
import { serveMethods } from '../processes/rpc.ts';
import { measureCpu } from './cpu-time.ts';
import { peakMemoryMb } from './peak-memory.ts';

/**
 * The pure half of a DNS run, from record sets and endpoints to change batches: registry read, names planned, policy
 * applied, changes packed. Of every hundred names one is new, one has another target and one is unwanted.
 */
const ZONE = { id: 'Z0BENCH', name: 'example.com', private: false };
const REGISTRY: Registry = {
  ownerId: 'bench',
  cluster: 'bench',
  enabled: true,
  txt: { prefix: '', suffix: '', wildcardReplacement: '', compat: '0.22' },
};
const LIMITS = { changes: 1000, characters: 32_000, values: 1000 };
const MANAGED = new Set(['A', 'AAAA', 'CNAME']);
const CONTEXT = {
  registry: REGISTRY,
  policy: 'sync',
  inScope: () => true,
  unreadKinds: new Set<string>(),
} as const;

interface PlanFigures {
  readonly timesMs: readonly number[];
  /** After the first plan alone: what later ones add is mostly garbage that V8 has not collected yet. */
  readonly firstPeakMb: number;
  readonly peakMb: number;
}

const methods = {
  /** CPU time of `rounds` plans of `count` names in ms, the first one cold; and the memory they took at most. */
  async plan(count: number, rounds: number): Promise<PlanFigures> {
    const { endpoints, sets } = makeInput(count);
    const expected = changedNames(count);
    const timesMs: number[] = [];
    let firstPeakMb = 0;
    for (let round = 0; round < rounds; round += 1) {
      const { cpuMs, result: batches } = await measureCpu(() => planOnce(endpoints, sets));
      timesMs.push(cpuMs);
      if (round === 0) firstPeakMb = peakMemoryMb();
      const names = batches.reduce((sum, { groups }) => sum + groups.length, 0);
      if (names !== expected) throw new Error(`${expected} names change, the plan changes ${names}`);
    }
    return { timesMs, firstPeakMb, peakMb: peakMemoryMb() };
  },

  /**
   * CPU time of a plan of ten times `count` names as a multiple of one of `count`, a figure a round: ten small plans and a
   * large one take turns in one process, so that what else the machine does hits both. The first fifth of the rounds,
   * in which V8 compiles, is left out.
   */
  async growth(count: number, rounds: number): Promise<readonly number[]> {
    const small = makeInput(count);
    const large = makeInput(count * 10);
    const ratios: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const ten = await measureCpu(() => {
        for (let plan = 0; plan < 10; plan += 1) planOnce(small.endpoints, small.sets);
      });
      const one = await measureCpu(() => planOnce(large.endpoints, large.sets));
      ratios.push((one.cpuMs * 10) / ten.cpuMs);
    }
    return ratios.slice(Math.floor(rounds / 5));
  },
};

export type DnsPlanProgram = typeof methods;

function planOnce(endpoints: readonly Endpoint[], sets: readonly RecordSet[]): readonly ChangeBatch[] {
  const zone = readZone(ZONE, sets, { registry: REGISTRY, managed: MANAGED, complete: true });
  const plan = applyPolicy(planRecords({ endpoints, held: [] }, [zone], CONTEXT), 'sync');
  return batchChanges(compileGroups(plan, [zone], REGISTRY), LIMITS).batches;
}

const isNew = (index: number) => index % 100 === 1;
const isMoved = (index: number) => index % 100 === 2;
const isUnwanted = (index: number) => index % 100 === 3;

function changedNames(count: number): number {
  let changed = 0;
  for (let index = 0; index < count; index += 1) {
    if (isNew(index) || isMoved(index) || isUnwanted(index)) changed += 1;
  }
  return changed;
}

function makeInput(count: number): {
  readonly endpoints: readonly Endpoint[];
  readonly sets: readonly RecordSet[];
} {
  const endpoints: Endpoint[] = [];
  const sets: RecordSet[] = [];
  for (let index = 0; index < count; index += 1) {
    const dnsName = `host-${index}.example.com`;
    const resource = `ingress/default/web-${index}`;
    if (!isUnwanted(index)) endpoints.push(makeEndpoint(dnsName, resource, isMoved(index)));
    if (isNew(index)) continue;
    sets.push({ name: `${dnsName}.`, type: 'A', ttl: 300, values: ['192.0.2.1'] });
    const owner = `"heritage=external-dns,external-dns/owner=bench,external-dns/resource=${resource}"`;
    sets.push({ name: `a-${dnsName}.`, type: 'TXT', ttl: 300, values: [owner] });
  }
  return { endpoints, sets };
}

function makeEndpoint(dnsName: string, resource: string, moved: boolean): Endpoint {
  const targets = [moved ? '192.0.2.2' : '192.0.2.1'];
  return { dnsName, recordType: 'A', targets, setIdentifier: '', resource, properties: {} };
}

serveMethods(methods);
