import type { HostedZones } from '../core/aws-ports.ts';
import type { DnsSyncConfig } from '../core/dns/config.ts';
import type { DesiredContext } from '../core/dns/desired.ts';
import type { NameTemplates } from '../core/dns/name-templates.ts';
import type { Registry } from '../core/dns/registry.ts';
import type { Clock, Cluster, Log, Metrics, Queue } from '../core/ports.ts';

/** Everything dns-sync needs from outside. */
export interface DnsSyncDeps {
  readonly cluster: Cluster;
  readonly zones: HostedZones;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly config: DnsSyncConfig;
}

/** The same for one run. */
export interface World extends DnsSyncDeps {
  readonly registry: Registry;
  /** Undefined: none is configured. */
  readonly templates: NameTemplates | undefined;
  /** Undefined: no source of the Gateway API is configured. */
  readonly routes: DesiredContext['routes'];
  /** Milliseconds to the Lambda deadline. */
  readonly remainingMs: () => number;
}
