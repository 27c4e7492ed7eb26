import type { TerminalError } from '../core/errors.ts';
import type { ParameterRead } from '../core/secrets/source.ts';
import type { SyncOutcome } from '../core/secrets/status.ts';
import type { TemplateRenderer } from '../core/secrets/template-renderer.ts';
import type { VersionStamp } from '../core/secrets/version-stamp.ts';

/**
 * What one warm container remembers. Everything here only saves work: forgotten, the next run reads again and comes
 * to the same result.
 */
export interface Memory {
  /** By ExternalSecret uid: the last outcome, and what it was made from. */
  readonly settled: Map<string, SettledSync>;
  /** By ExternalSecret uid: when it was last known to be right (ms since the epoch). */
  readonly verifiedAt: Map<string, number>;
  /** By read key: names refused by IAM. */
  readonly denied: Map<string, { readonly error: TerminalError; readonly until: number }>;
  /** By ExternalSecret key: the second observation already sent for. */
  readonly awaited: Map<string, { readonly candidates: string; readonly until: number }>;
  /** By read key: the version id of a secret, and when it was learnt. */
  readonly secretVersions: Map<string, { readonly revision: string; readonly until: number }>;
  /** By read key: what a find matched without values, and until when that need not be asked again. */
  readonly finds: Map<string, { readonly read: ParameterRead; readonly until: number }>;
  /** What was loaded for templates, and those it has parsed. */
  readonly loaded: { renderer?: TemplateRenderer };
  /** By store uid: the generation last looked at. */
  readonly storeGenerations: Map<string, number>;
}

/** An outcome and its inputs: with equal inputs the outcome is the same, so nothing is read. */
export interface SettledSync {
  /** Generation, labels and annotations of the ExternalSecret. */
  readonly syncedResourceVersion: string;
  /** uid and resourceVersion of the Secret, empty when there is none. */
  readonly secret: string;
  /** By read key; `absent` for a parameter that is not found. */
  readonly versions: ReadonlyMap<string, VersionStamp | 'absent'>;
  /** Which state of ConfigMaps and Secrets the templates were made from; empty without any. */
  readonly templates: string;
  /** Undefined while absent parameters wait for their second observation: nothing is written until then. */
  readonly outcome: SyncOutcome | undefined;
  /** Not valid any more from here on (ms since the epoch); undefined: for as long as the container lives. */
  readonly until?: number;
}

export function createMemory(): Memory {
  return {
    settled: new Map(),
    verifiedAt: new Map(),
    denied: new Map(),
    awaited: new Map(),
    secretVersions: new Map(),
    finds: new Map(),
    loaded: {},
    storeGenerations: new Map(),
  };
}

/** Forgets ExternalSecrets that are gone and what has expired, so that memory does not grow with the age of the container. */
export function forgetGone(memory: Memory, uids: ReadonlySet<string>, now: number): void {
  for (const map of [memory.awaited, memory.denied, memory.secretVersions, memory.finds]) {
    for (const [key, { until }] of map) if (until <= now) map.delete(key);
  }
  for (const map of [memory.settled, memory.verifiedAt]) {
    for (const uid of map.keys()) if (!uids.has(uid)) map.delete(uid);
  }
}
