import type { HttpRequest } from '../../../lambdas/adapters/kubernetes/http.ts';
import type { DnsSyncConfig } from '../../../lambdas/core/dns/config.ts';
import { createDnsSync } from '../../../lambdas/dns-sync/sync.ts';
import type { ResourceRecordSet } from '../../../sandbox/aws/route53/record-set.ts';
import type { ApiServer } from '../../../sandbox/kubernetes/api-server.ts';
import type { StoredChange } from '../../../sandbox/kubernetes/store.ts';
import { createManualClock } from '../../fakes/clock.ts';
import { refuseAws } from '../aws-refusal.ts';
import { ADMINISTRATOR, gatedCluster } from '../kubernetes-port.ts';
import { SILENT } from '../silent.ts';
import { SimulatedQueue } from '../simulated-queue.ts';
import { StateSet } from '../state-set.ts';
import type { Actor, Gatekeeper, Invoke, World } from '../world.ts';
import { findChangeViolations } from './change-monitor.ts';
import { canBeEmpty, canName, factsOf, listedSources } from './claim-kinds.ts';
import { DnsLedger } from './dns-ledger.ts';
import { judgeZone } from './judge.ts';
import { configOf, REQUESTS } from './objects.ts';
import { type Claim, type DnsAction, type DnsScenario, IDS } from './scenario.ts';
import { SimulatedZone } from './simulated-zone.ts';
import { targetOf, type ZoneView } from './zone-view.ts';

export const START = Date.parse('2026-08-03T09:00:00Z');
const TIMEOUT_MS = 300_000;
/** Calls of one invocation in the largest world, retries and the second look included. */
const CALLS_MAX = 150;
/** A cluster and a zone to begin with. */
export interface Beginning {
  readonly server: ApiServer;
  readonly recordSets: readonly ResourceRecordSet[];
}

/** dns-sync in a small world of objects that ask for names, and one zone. */
export class DnsWorld implements World<DnsAction> {
  readonly clock = createManualClock(START);
  readonly queue = new SimulatedQueue(this.clock, 6 * TIMEOUT_MS);
  readonly timeoutMs = TIMEOUT_MS;
  readonly violations: string[] = [];
  actor: Actor | undefined;
  writes = 0;
  readonly #scenario: DnsScenario;
  readonly #config: DnsSyncConfig;
  readonly #zone: SimulatedZone;
  readonly #ledger: DnsLedger;
  readonly #states = new StateSet();
  readonly #server: ApiServer;
  readonly #claims: (Claim & { readonly exists: boolean })[] = [];
  #count = 10;

  /** On a fork of the server and a copy of the zone, which hold what the scenario describes (prepared-worlds.ts). */
  constructor(scenario: DnsScenario, { server, recordSets }: Beginning) {
    this.#scenario = scenario;
    this.#config = configOf(scenario);
    this.#zone = new SimulatedZone(this.clock, scenario.pageSize, recordSets);
    this.#ledger = new DnsLedger(this.#config);
    this.#server = server.fork({
      now: () => this.clock.now(),
      onChange: (change) => this.#changed(change),
    });
    for (const claim of scenario.claims) {
      this.#claims.push({ ...claim, exists: true });
      this.#ledger.claim(keyOf(claim)).set(this.clock.now(), claim);
    }
  }

  /** The cluster and the zone as they are now. */
  get now(): Beginning {
    return { server: this.#server, recordSets: this.#zone.recordSets() };
  }

  get states(): ReadonlySet<number> {
    return this.#states.seen;
  }

  compose(gatekeeper: Gatekeeper): Invoke {
    const { pageSize } = this.#scenario;
    const refuse = refuseAws as () => never;
    return createDnsSync({
      ...SILENT,
      config: this.#config,
      clock: gatekeeper.clock,
      cluster: gatedCluster(this.#server, gatekeeper, { pageSize, asked: (request) => this.#asked(request) }),
      zones: this.#zone.gated(gatekeeper, (before) => this.#wrote(before)),
      queue: {
        send: (body, delaySeconds) => {
          const effect = () => this.queue.put(body, delaySeconds * 1000);
          return gatekeeper.perform({ text: 'SendMessage', refuse, effect });
        },
        setVisibility: (receiptHandle, seconds) => {
          const effect = () => this.queue.setVisibility(receiptHandle, seconds);
          return gatekeeper.perform({ text: 'ChangeMessageVisibility', refuse, effect });
        },
      },
    });
  }

  act(action: DnsAction): readonly object[] {
    if (!('claim' in action)) return this.#editZone(action.do, action.host);
    const known = this.#claims[action.claim];
    if (known === undefined) return [];
    const { exists, ...claim } = known;
    this.#count += 1;
    const named = action.do === 'rename-target' && canName(claim.kind);
    const fresh = [
      named ? `lb${this.#count}.elsewhere.net` : `10.0.${this.#count >> 8}.${this.#count & 255}`,
    ];
    switch (action.do) {
      case 'create':
        return exists ? [] : this.#set(action.claim, claim, REQUESTS.create(claim));
      case 'delete':
        return exists ? this.#set(action.claim, undefined, REQUESTS.delete(claim)) : [];
      case 'recreate': {
        const gone = exists ? REQUESTS.delete(claim) : [];
        return this.#set(action.claim, claim, [...gone, ...REQUESTS.create(claim)]);
      }
      case 'move': {
        const name = claim.kind === 'Node' ? claim.name : `${claim.name}x`;
        const moved = { ...claim, name, targets: fresh };
        const messages = exists ? this.#set(action.claim, undefined, REQUESTS.delete(claim)) : [];
        return [...messages, ...this.#set(action.claim, moved, REQUESTS.create(moved))];
      }
      case 'rename':
        return exists ? this.#describe(action.claim, { ...claim, host: action.host }) : [];
      case 'reroute':
        return exists ? this.#describe(action.claim, { ...claim, id: action.id }) : [];
      default: {
        const changed = { ...claim, targets: action.do === 'empty' ? [] : fresh };
        const isKept = !exists || (!canBeEmpty(claim.kind) && changed.targets.length === 0);
        return isKept ? [] : this.#set(action.claim, changed, REQUESTS.retarget(changed), true);
      }
    }
  }

  collect(): void {
    this.#server.compact();
  }

  ended({ calls }: { readonly calls: number }): void {
    if (calls > CALLS_MAX) this.violations.push(`I8 bounded: one invocation made ${calls} calls`);
  }

  judge(): void {
    this.violations.push(...judgeZone(this.#ledger, this.#zone.view(), this.#scenario));
  }

  /** A record of ours is edited by hand, or one of somebody else's appears where nothing stands. */
  #editZone(what: 'edit' | 'appear', host: string): readonly object[] {
    const view = this.#zone.view();
    const isFree = IDS.every((id) => targetOf(view, { host, id }) === undefined);
    if (what === 'edit' ? view.has(`${host} A`) : isFree) this.#zone.upsert(host, 'A', '203.0.113.7');
    return [];
  }

  /** A Node's host is its name, and it has no routing. */
  #describe(index: number, claim: Claim): readonly object[] {
    return claim.kind === 'Node' ? [] : this.#set(index, claim, REQUESTS.describe(claim));
  }

  #set(
    index: number,
    claim: Claim | undefined,
    requests: readonly HttpRequest[],
    retargeted = false,
  ): readonly object[] {
    const before = this.#claims[index];
    if (before === undefined) return [];
    for (const request of requests) void this.#server.handle(request, ADMINISTRATOR);
    this.#claims[index] = claim === undefined ? { ...before, exists: false } : { ...claim, exists: true };
    const { kind, name } = claim ?? before;
    this.#ledger.claim(keyOf(claim ?? before)).set(this.clock.now(), claim);
    this.#states.note(`claim ${name}`, JSON.stringify(claim ?? ''));
    const operation = claim === undefined ? 'DELETE' : 'UPDATE';
    const { group, object, pointer } = factsOf(kind);
    const [ofGroup, ofKind, suffix] = retargeted ? pointer : [group, object, ''];
    const namespace = ofKind === 'Node' ? {} : { namespace: 'default' };
    return [
      { sluice: 'object', group: ofGroup, kind: ofKind, ...namespace, name: `${name}${suffix}`, operation },
    ];
  }

  #asked({ method, path }: HttpRequest): void {
    if (method !== 'GET' || this.actor === undefined || !path.includes('limit=') || /continue=./.test(path))
      return;
    const { collection, sources } = listedSources(path);
    const look = { actor: this.actor.id, at: this.clock.now(), collection };
    for (const source of sources) this.#ledger.look({ ...look, source });
  }

  #wrote(before: ZoneView): void {
    const { actor } = this;
    const after = this.#zone.view();
    const same = after.size === before.size && [...after].every(([key, value]) => before.get(key) === value);
    if (actor === undefined || same) return;
    this.writes += 1;
    const { registry } = this.#scenario;
    const write = { actor, now: this.clock.now(), before, after, registry };
    this.violations.push(...findChangeViolations(write, this.#ledger));
    this.#states.note('zone', JSON.stringify([...after]));
  }

  #changed({ kind, object }: StoredChange): void {
    const { actor } = this;
    if (actor === undefined) return;
    this.writes += 1;
    if (kind !== 'coordination.k8s.io/leases') return;
    const { holderIdentity } = (object['spec'] ?? {}) as { readonly holderIdentity?: string };
    const held = holderIdentity !== undefined && holderIdentity !== '';
    this.#ledger.lease = held ? { actor: actor.id, at: this.clock.now() } : undefined;
  }
}

function keyOf({ kind, name }: Claim): string {
  return `${factsOf(kind).resource}/${name}`;
}
