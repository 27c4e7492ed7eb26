import { Container, type Invocation, type Permission } from './invocation.ts';
import { CALL_MS, happen } from './plot.ts';
import type { Deviation, PlotItem, Schedule } from './schedule.ts';
import type { World } from './world.ts';

/** Invocations at once: MaximumConcurrency of the event source mapping (DESIGN 2). */
const CONCURRENCY = 2;
/** Permissions after which a course of things is taken for endless. */
const STEPS_MAX = 5_000;

/** Runs one schedule in one world, permission by permission. */
export class Engine<Action> {
  readonly world: World<Action>;
  readonly trace: string[] | undefined;
  direct = false;
  #containers: Container[] = [];
  #active: Invocation[] = [];
  #current: Invocation | undefined;
  #count = 0;
  #step = 0;
  #stale = false;
  #undeleted = false;
  #outage = 0;
  #plot: PlotItem<Action>[] = [];
  #deviations: Deviation[] = [];
  #batchSize = 10;

  constructor(world: World<Action>, trace?: string[]) {
    this.world = world;
    this.trace = trace;
    this.#containers = Array.from({ length: CONCURRENCY }, () => this.#newContainer());
  }

  /** Steps taken so far. */
  get steps(): number {
    return this.#step;
  }

  /** Invocations begun so far. */
  get invocations(): number {
    return this.#count;
  }

  takeStale(): boolean {
    const stale = this.#stale;
    this.#stale = false;
    return stale;
  }

  /** Plays a schedule until nothing runs, nothing is left of the plot, and no message can be received. */
  async play(schedule: Schedule<Action>): Promise<void> {
    this.#plot = [...schedule.plot];
    this.#deviations = [...schedule.deviations];
    this.#batchSize = schedule.batchSize;
    while (this.#step < STEPS_MAX) {
      await this.#paused();
      this.#reap();
      // One that begins has asked for nothing yet: without this turn it would be its elder that goes on.
      if (this.#deviate()) continue;
      const goesOn = this.#release() || this.#begin() || this.#nextItem() || this.#active.length > 0;
      if (!goesOn) return;
    }
    this.world.violations.push(`I8 bounded: ${STEPS_MAX} permissions were not enough`);
  }

  /** Without interleaving: one batch after the other, until nothing is visible. */
  async work(): Promise<void> {
    this.direct = true;
    while (this.#begin()) {
      await settled(() => this.#active.every((invocation) => invocation.result !== undefined));
      this.#reap();
    }
  }

  /** Forgets everything that is warm. */
  restart(): void {
    this.#containers = this.#containers.map(() => this.#newContainer());
  }

  /** Resolves when every invocation has come to its end or waits for a permission. */
  async #paused(): Promise<void> {
    await settled(() => this.#active.every((one) => one.result !== undefined || one.waiting.length > 0));
  }

  #newContainer(): Container {
    return new Container(this, (gatekeeper) => this.world.compose(gatekeeper));
  }

  #reap(): void {
    for (const invocation of this.#active) {
      if (invocation.result === undefined) continue;
      this.tell(invocation, 'ends');
      const failures = 'batchItemFailures' in invocation.result ? invocation.result.batchItemFailures : [];
      const failed = new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
      const done = invocation.batch.Records.filter(({ messageId }) => !failed.has(messageId));
      const all = invocation.batch.Records.map(({ messageId }) => ({ itemIdentifier: messageId }));
      this.world.queue.settle(invocation.batch, this.#undeleted ? all : failures);
      this.#undeleted = false;
      this.world.ended(
        invocation,
        done.map(({ body }) => body),
      );
      invocation.container.current = undefined;
    }
    this.#active = this.#active.filter((invocation) => invocation.result === undefined);
  }

  /**
   * Everything due at this step except faults, which fall on the permission given in it. True when an invocation began,
   * and it has to come to its first call.
   */
  #deviate(): boolean {
    for (let next = this.#deviations[0]; next !== undefined && next.step <= this.#step; ) {
      if (next.kind === 'fault' || next.kind === 'reorder') return false;
      this.#deviations.shift();
      if (next.kind === 'switch' && this.#switch()) return true;
      if (next.kind === 'next') this.#nextItem();
      else if (next.kind === 'stale') this.#stale = true;
      else if (next.kind === 'clock') this.#advance(next.ms);
      else if (next.kind === 'outage') this.#outage = next.calls;
      else if (next.kind === 'undeleted') this.#undeleted = true;
      else if (next.kind === 'collect') this.world.collect();
      if (next.kind !== 'switch' && next.kind !== 'next') this.#say(`-- ${next.kind}`);
      next = this.#deviations[0];
    }
    return false;
  }

  #advance(ms: number): void {
    this.#say(`-- ${ms} ms pass`);
    this.world.clock.advance(ms);
  }

  /** True when that began an invocation. */
  #switch(): boolean {
    const other = this.#active.find((one) => one !== this.#current && one.waiting.length > 0);
    if (other === undefined) {
      // What would have begun it comes now.
      return this.#begin() || (this.#nextItem() && this.#begin());
    }
    this.#current = other;
    return false;
  }

  #nextItem(): boolean {
    const item = this.#plot.shift();
    if (item === undefined) return false;
    this.#say(`## ${JSON.stringify(item)}`);
    happen(this.world, item);
    return true;
  }

  /** Starts an invocation if a container is free and a message visible. */
  #begin(): boolean {
    const container = this.#containers.find((one) => one.current === undefined);
    const batch = container === undefined ? undefined : this.world.queue.receive(this.#batchSize);
    if (container === undefined || batch === undefined) return false;
    this.#count += 1;
    // The containers take turns, so that what one remembers is not always right.
    this.#containers = [...this.#containers.filter((one) => one !== container), container];
    this.#current = container.start(this.#count, batch, this.world.timeoutMs);
    this.#active.push(this.#current);
    this.tell(this.#current, `begins with ${batch.Records.map((record) => record.body).join(' ')}`);
    return true;
  }

  /** Gives the next permission; false when nobody waits for one. */
  #release(): boolean {
    const waiting = (one: Invocation | undefined) => one !== undefined && one.waiting.length > 0;
    const invocation = waiting(this.#current) ? this.#current : this.#active.find(waiting);
    if (invocation === undefined) return false;
    this.#current = invocation;
    this.#step += 1;
    const deviation = this.#deviations[0];
    const due = deviation !== undefined && deviation.step < this.#step ? this.#deviations.shift() : undefined;
    const index = due?.kind === 'reorder' ? due.pick % invocation.waiting.length : 0;
    const [permission] = invocation.waiting.splice(index, 1);
    const late = this.world.clock.now() >= invocation.deadline;
    if (permission === undefined) return false;
    if (late || (due?.kind === 'fault' && due.fault === 'crash')) this.#crash(invocation, permission);
    else this.#grant(invocation, permission, due);
    return true;
  }

  #grant(invocation: Invocation, permission: Permission, due: Deviation | undefined): void {
    const { clock } = this.world;
    clock.advance(Math.max(CALL_MS, permission.notBefore - clock.now()));
    const isOut = this.#outage > 0 && permission.phase === 'before';
    if (isOut) this.#outage -= 1;
    const own = due?.kind === 'fault' && due.fault !== 'crash' ? due.fault : undefined;
    const fault = isOut ? 'unavailable' : own;
    this.tell(
      invocation,
      `${permission.text} ${permission.phase}${fault === undefined ? '' : ` !! ${fault}`}`,
    );
    permission.resume(fault);
  }

  /** Nothing of it is ever heard of again. */
  #crash(invocation: Invocation, permission: Permission): void {
    this.tell(invocation, `${permission.text} ${permission.phase} !! crash`);
    invocation.waiting.length = 0;
    this.#current = undefined;
    this.#active = this.#active.filter((one) => one !== invocation);
    this.#containers = this.#containers.map((one) =>
      one === invocation.container ? this.#newContainer() : one,
    );
  }

  /** A line of the trace about one invocation. */
  tell(invocation: Invocation, text: string): void {
    if (this.trace !== undefined) this.#say(`#${invocation.id} ${text}`);
  }

  #say(text: string): void {
    this.trace?.push(`${String(this.#step).padStart(4)} ${text}`);
  }
}

/**
 * Resolves when every promise that can go on has gone on, and `isDone` holds. A tick comes only after all of them; what
 * still waits then waits for a module that is being loaded, which takes turns of the event loop.
 */
async function settled(isDone: () => boolean): Promise<void> {
  await new Promise<void>((resolve) => process.nextTick(resolve));
  while (!isDone()) await new Promise((resolve) => setImmediate(resolve));
}
