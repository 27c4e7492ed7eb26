import type { HttpRequest } from '../../../lambdas/adapters/kubernetes/http.ts';
import type { RecordChange } from '../../../lambdas/core/dns/record-set.ts';
import { createDnsSync } from '../../../lambdas/dns-sync/sync.ts';
import { type ApiServer, createApiServer } from '../../../sandbox/kubernetes/api-server.ts';
import type { StoredChange } from '../../../sandbox/kubernetes/store.ts';
import { createManualClock } from '../../fakes/clock.ts';
import { refuseAws } from '../aws-refusal.ts';
import { ADMINISTRATOR, gatedCluster } from '../kubernetes-port.ts';
import { SILENT } from '../silent.ts';
import { SimulatedQueue } from '../simulated-queue.ts';
import { StateSet } from '../state-set.ts';
import type { Actor, Gatekeeper, Invoke, World } from '../world.ts';
import { findChangeViolations } from './change-monitor.ts';
import { DnsLedger } from './dns-ledger.ts';
import { judgeZone } from './judge.ts';
import { configOf, REQUESTS } from './objects.ts';
import type { Claim, DnsAction, DnsScenario } from './scenario.ts';
import { SimulatedZone } from './simulated-zone.ts';
import type { ZoneView } from './zone-view.ts';

const START = Date.parse('2026-08-03T09:00:00Z');
const TIMEOUT_MS = 300_000;
/** Calls of one invocation in the largest world, retries and the second look included. */
const CALLS_MAX = 150;
const FOREIGN_MARKER =
  '"heritage=external-dns,external-dns/owner=somebody-else,external-dns/resource=ingress/x/y"';

let template: ApiServer | undefined;

/** dns-sync in a small world of Ingresses, Services and one zone. */
export class DnsWorld implements World<DnsAction> {
  readonly clock = createManualClock(START);
  readonly queue = new SimulatedQueue(this.clock, 6 * TIMEOUT_MS);
  readonly timeoutMs = TIMEOUT_MS;
  readonly violations: string[] = [];
  actor: Actor | undefined;
  writes = 0;
  readonly #scenario: DnsScenario;
  readonly #zone: SimulatedZone;
  readonly #ledger: DnsLedger;
  readonly #states = new StateSet();
  readonly #server: ApiServer;
  readonly #claims: (Claim & { readonly exists: boolean })[] = [];
  #count = 10;

  constructor(scenario: DnsScenario) {
    this.#scenario = scenario;
    this.#zone = new SimulatedZone(this.clock, scenario.pageSize);
    this.#ledger = new DnsLedger(configOf(scenario).deleteDelaySeconds * 1000);
    template ??= createApiServer({ now: () => START });
    this.#server = template.fork({
      now: () => this.clock.now(),
      onChange: (change) => this.#changed(change),
    });
    for (const host of scenario.unowned) this.#zone.upsert(host, 'A', '203.0.113.9');
    for (const host of scenario.foreign) this.#zone.upsert(`a-${host}`, 'TXT', FOREIGN_MARKER);
    for (const claim of scenario.claims) {
      this.#claims.push({ ...claim, exists: false });
      this.act({ do: 'create', claim: this.#claims.length - 1 });
    }
  }

  get states(): ReadonlySet<number> {
    return this.#states.seen;
  }

  compose(gatekeeper: Gatekeeper): Invoke {
    const { pageSize } = this.#scenario;
    const refuse = refuseAws as () => never;
    return createDnsSync({
      ...SILENT,
      config: configOf(this.#scenario),
      clock: gatekeeper.clock,
      cluster: gatedCluster(this.#server, gatekeeper, { pageSize, asked: (request) => this.#asked(request) }),
      zones: this.#zone.gated(gatekeeper, (changes, before) => this.#wrote(changes, before)),
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
    const fresh = [`10.0.${this.#count >> 8}.${this.#count & 255}`];
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
        const moved = { ...claim, name: `${claim.name}x`, targets: fresh };
        const messages = exists ? this.#set(action.claim, undefined, REQUESTS.delete(claim)) : [];
        return [...messages, ...this.#set(action.claim, moved, REQUESTS.create(moved))];
      }
      case 'rename': {
        const renamed = { ...claim, host: action.host };
        return exists ? this.#set(action.claim, renamed, REQUESTS.rename(renamed)) : [];
      }
      default: {
        const changed = { ...claim, targets: action.do === 'empty' ? [] : fresh };
        return exists ? this.#set(action.claim, changed, REQUESTS.retarget(changed)) : [];
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
    const stands = this.#zone.view().has(`${host} A`);
    if (stands === (what === 'edit')) this.#zone.upsert(host, 'A', '203.0.113.7');
    return [];
  }

  #set(index: number, claim: Claim | undefined, requests: readonly HttpRequest[]): readonly object[] {
    const before = this.#claims[index];
    if (before === undefined) return [];
    for (const request of requests) void this.#server.handle(request, ADMINISTRATOR);
    this.#claims[index] = claim === undefined ? { ...before, exists: false } : { ...claim, exists: true };
    const name = claim?.name ?? before.name;
    this.#ledger.claim(name).set(this.clock.now(), claim);
    this.#states.note(`claim ${name}`, JSON.stringify(claim ?? ''));
    const group = before.kind === 'Ingress' ? 'networking.k8s.io' : '';
    const operation = claim === undefined ? 'DELETE' : 'UPDATE';
    return [{ sluice: 'object', group, kind: before.kind, namespace: 'default', name, operation }];
  }

  #asked({ method, path }: HttpRequest): void {
    const kind = /\/(ingresses|services)\?/.exec(path)?.[1];
    if (method !== 'GET' || kind === undefined || this.actor === undefined || /continue=./.test(path)) return;
    this.#ledger.look(this.actor, kind === 'ingresses' ? 'Ingress' : 'Service', this.clock.now());
  }

  #wrote(changes: readonly RecordChange[], before: ZoneView): void {
    const { actor } = this;
    const after = this.#zone.view();
    const same = after.size === before.size && [...after].every(([key, value]) => before.get(key) === value);
    if (actor === undefined || same) return;
    this.writes += 1;
    const write = { actor, now: this.clock.now(), changes, before, after };
    this.violations.push(...findChangeViolations(write, this.#ledger));
    this.#states.note('zone', JSON.stringify([...after]));
  }

  #changed({ kind, object }: StoredChange): void {
    const { actor } = this;
    if (kind !== 'coordination.k8s.io/leases' || actor === undefined) return;
    this.writes += 1;
    const { holderIdentity } = (object['spec'] ?? {}) as { readonly holderIdentity?: string };
    const held = holderIdentity !== undefined && holderIdentity !== '';
    this.#ledger.lease = held ? { actor: actor.id, at: this.clock.now() } : undefined;
  }
}
