import { TerminalError } from '../../../../lambdas/core/errors.ts';
import type { ReportEntry } from '../../../../lambdas/core/report.ts';
import { parseDnsSyncConfig } from '../../../../lambdas/dns-sync/config.ts';
import type { createDnsSync } from '../../../../lambdas/dns-sync/sync.ts';
import type { InvocationResult } from '../../../../lambdas/runtime/invocation.ts';
import { createManualClock, type ManualClock } from '../../../fakes/clock.ts';
import type { OpenCaseServer } from '../../driver.ts';
import { createMessageQueue, type MessageQueue } from '../eso/message-queue.ts';
import type { CaseActions, CaseConfig, CaseReference, DnsCase } from './case.ts';
import { type ClusterWorld, createClusterWorld, openCaseServer } from './cluster-world.ts';
import { toDnsSyncConfig } from './configuration.ts';
import { type OpenZones, openZonesWorld, type ZonesWorld } from './zones-world.ts';

/** Everything around the function in one case. */
export interface DnsWorld {
  readonly clock: ManualClock;
  readonly queue: MessageQueue;
  readonly zones: ZonesWorld;
  readonly cluster: ClusterWorld;
  /** Does what a step says, with a new container afterwards; the events that it causes. */
  act(actions: CaseActions): Promise<readonly object[]>;
  /** Why the function did not start with the settings of this step, if so. */
  refusal(): string | undefined;
  /** One invocation of dns-sync. */
  invoke(event: object): Promise<InvocationResult>;
  /** What was reported since the last time, `unchanged` and `skipped` aside. */
  takeReport(): readonly ReportEntry[];
  /** Ends the case's cluster. */
  close(): Promise<void>;
}

const START = Date.UTC(2026, 7, 1);
/** Timeout of dns-sync (DESIGN 2). */
const TIMEOUT_MS = 300_000;

/** What stands behind the queue: dns-sync, or in the runner's own tests something that misbehaves. */
export type StartFunction = typeof createDnsSync;

/** What stands around the function. @default the sandbox's models */
export interface DnsServers {
  readonly openServer?: OpenCaseServer | undefined;
  readonly openZones?: OpenZones;
}

export async function createDnsWorld(
  recorded: DnsCase,
  startFunction: StartFunction,
  { openServer = openCaseServer, openZones = openZonesWorld }: DnsServers = {},
): Promise<DnsWorld> {
  const clock = createManualClock(START);
  const server = await openServer({ now: () => clock.now(), collectsGarbage: false });
  clock.advance((server.startsAt ?? START) - START);
  const queue = createMessageQueue(clock);
  const zones = await openZones(recorded.zones, clock);
  const cluster = await createClusterWorld(server);
  const report: ReportEntry[] = [];
  for (const object of recorded.cluster ?? []) await cluster.apply(object);

  const log = {
    info: (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
      if (message === 'report') report.push(...((fields['changes'] ?? []) as readonly ReportEntry[]));
    },
    warn: () => undefined,
    error: (message: string, fields: Readonly<Record<string, unknown>> = {}) =>
      rethrowDefect(message, fields),
  };
  const metrics = { count: () => undefined, milliseconds: () => undefined, flush: () => undefined };
  const start = (config: CaseConfig) =>
    startFunction({
      config: parseDnsSyncConfig(toDnsSyncConfig(config)),
      cluster: cluster.port,
      zones: zones.port,
      queue,
      clock,
      log,
      metrics,
    });
  let config = recorded.config;
  let started = attempt(() => start(config));

  return {
    clock,
    queue,
    zones,
    cluster,
    refusal: () => started.refusal,
    async act(actions) {
      const events = await change(cluster, actions, clock);
      await zones.edit(actions.records ?? {});
      zones.script(actions.faults ?? []);
      config = { ...config, ...actions.config };
      started = attempt(() => start(config));
      return events;
    },
    async invoke(event) {
      const deadline = clock.now() + TIMEOUT_MS;
      if (started.handle === undefined) throw new Error('the function did not start');
      return started.handle(event, { getRemainingTimeInMillis: () => deadline - clock.now() });
    },
    takeReport: () => report.splice(0),
    close: () => server.close(),
  };
}

interface Started {
  readonly handle?: ReturnType<StartFunction>;
  readonly refusal?: string;
}

/** A configuration that the function refuses is an outcome: it does not start, and nothing is written. */
function attempt(start: () => ReturnType<StartFunction>): Started {
  try {
    return { handle: start() };
  } catch (error) {
    if (error instanceof TerminalError && error.code === 'InvalidConfiguration')
      return { refusal: error.message };
    throw error;
  }
}

/** A programming error is not an outcome: it fails the case with its stack. */
function rethrowDefect(message: string, fields: Readonly<Record<string, unknown>>): void {
  const error = fields['error'];
  if (error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError) {
    throw new Error(`${message}: ${error.stack ?? error.message}`);
  }
}

async function change(
  cluster: ClusterWorld,
  actions: CaseActions,
  clock: ManualClock,
): Promise<readonly object[]> {
  const events: object[] = [];
  const announce = (reference: CaseReference, operation: string) =>
    events.push({
      sluice: 'object',
      group: reference.apiVersion.includes('/') ? reference.apiVersion.split('/')[0] : '',
      kind: reference.kind,
      name: reference.metadata.name,
      ...(reference.metadata.namespace === undefined ? {} : { namespace: reference.metadata.namespace }),
      operation,
      at: clock.now(),
    });
  for (const reference of actions.delete ?? []) {
    await cluster.delete(reference);
    announce(reference, 'DELETE');
  }
  for (const object of actions.apply ?? []) {
    await cluster.apply(object);
    announce(object, 'UPDATE');
  }
  for (const reference of actions.patchStatus ?? []) {
    await cluster.patchStatus(reference);
    announce(reference, 'UPDATE');
  }
  return events;
}
