import { DEADLINE_RESERVE_MS } from '../core/bounds.ts';
import type { Hint } from '../core/hint.ts';
import type { ReportEntry } from '../core/report.ts';
import type { ExternalSecret } from '../core/secrets/external-secret.ts';
import { externalSecretKey } from '../core/secrets/external-secret.ts';
import { isFullScope } from '../core/secrets/referrers.ts';
import type { SecretSyncDeps } from './deps.ts';
import type { Memory } from './memory.ts';
import type { ParameterReader } from './parameter-reader.ts';
import { createSourceReader } from './source-reader.ts';

/** One reconcile: what it may do, what it found out, what is left. */
export interface Run {
  readonly deps: SecretSyncDeps;
  readonly memory: Memory;
  readonly hints: readonly Hint[];
  readonly startedAt: number;
  /** Observe mode or a `plan`: computes and reports, and writes nothing anywhere. */
  readonly dryRun: boolean;
  /** Every ExternalSecret is looked at, so absence can be judged as a whole. */
  readonly fullScope: boolean;
  readonly reader: ParameterReader;
  /** False when the rest belongs to a later invocation. */
  readonly hasTime: () => boolean;
  readonly entries: ReportEntry[];
  /** Stores of ExternalSecrets whose failure is announced: what is wrong with the store is told again beside it. */
  readonly announcedStores: Set<string>;
  /** Hints whose work met a passing failure, or no time. */
  readonly unfinished: Set<Hint>;
}

export function startRun(
  deps: SecretSyncDeps,
  memory: Memory,
  { hints, remainingMs }: { readonly hints: readonly Hint[]; readonly remainingMs: () => number },
): Run {
  const hasTime = () => remainingMs() > DEADLINE_RESERVE_MS;
  const fullScope = isFullScope(hints);
  const pauseMs = fullScope ? Math.ceil(1000 / deps.config.sweepCallsPerSecond) : 0;
  return {
    deps,
    memory,
    hints,
    startedAt: deps.clock.now(),
    dryRun: deps.config.mode === 'observe' || hints.some((hint) => hint.kind === 'resync' && hint.dryRun),
    fullScope,
    reader: createSourceReader(deps, memory, { pauseMs, hasTime }),
    hasTime,
    entries: [],
    announcedStores: new Set(),
    unfinished: new Set(),
  };
}

/** Adds an entry, marked as what would have been done where nothing may be. */
export function report(run: Run, entry: ReportEntry): void {
  run.entries.push(run.dryRun ? { ...entry, dryRun: true } : entry);
}

/** What reports say about an ExternalSecret itself. */
export function reportExternalSecret(
  run: Run,
  externalSecret: ExternalSecret,
  entry: Omit<ReportEntry, 'subject'>,
): void {
  report(run, { subject: externalSecretKey(externalSecret), ...entry });
}
