import { isChanged } from '../core/secrets/due.ts';
import { ownedKeys } from '../core/secrets/managed-fields.ts';
import { compareManifest } from '../core/secrets/manifest-stamp.ts';
import { ANNOTATION, fieldManagerOf } from '../core/secrets/marks.ts';
import { isIntact, type ObservedSecret } from '../core/secrets/observed-secret.ts';
import { generatedStampKey, isStillGood } from '../core/secrets/renewal.ts';
import { desiredMetadata } from '../core/secrets/secret-metadata.ts';
import { type ParameterRead, readKey } from '../core/secrets/source.ts';
import { parseSourceVersions, type SourceVersions } from '../core/secrets/source-versions.ts';
import { SUCCESS, type SyncOutcome } from '../core/secrets/status.ts';
import { syncedResourceVersion } from '../core/secrets/synced-version.ts';
import { isFenced, stampKey, toStamp, type VersionStamp } from '../core/secrets/version-stamp.ts';
import type { Memory, SettledSync } from './memory.ts';
import type { ReadSource } from './parameter-reader.ts';
import type { Run } from './run.ts';
import type { Observation, SyncTask } from './task.ts';

type Observed = ObservedSecret | undefined;

/**
 * What a look at versions needs of a Secret that was read. The Secret itself is let go: of ten thousand, those that
 * did not change must not all be held at once (DESIGN 11).
 */
export interface Comparison {
  readonly hasSecret: boolean;
  /** What this container remembers; undefined after a cold start, or when something other than a version moved. */
  readonly known: SettledSync | undefined;
  /** Versions the Secret itself carries; undefined when its marks do not say that it is right. */
  readonly recorded: SourceVersions | undefined;
  /** When it is judged, ms since the epoch. */
  readonly now: number;
}

/** Undefined when comparing versions cannot be enough: something other than a version moved, or nothing is known. */
export function compareByVersion(run: Run, task: SyncTask, observed: Observed): Comparison | undefined {
  const known = fittingMemory(run, task, observed);
  const isMarked = isSettledByMarks(task, observed);
  if (known === undefined && !isMarked) return undefined;
  const annotation = observed?.annotations[ANNOTATION.sourceVersions];
  const recorded = isMarked ? parseSourceVersions(annotation) : undefined;
  return { hasSecret: observed !== undefined, known, recorded, now: run.startedAt };
}

/** The outcome that still stands when no version moved, or undefined when values must be read. */
export function findSettled(
  task: SyncTask,
  { hasSecret, known, recorded, now }: Comparison,
  { versionOf, templates }: { readonly versionOf: ReadSource; readonly templates: string | undefined },
): (Observation & { readonly kind: 'settled' }) | undefined {
  const settled = (outcome: SyncOutcome | undefined) =>
    ({ kind: 'settled', outcome, hasSecret, readOf: versionOf }) as const;
  const stands = task.sources.every((source) => {
    const stamp = known?.versions.get(readKey(source));
    return source.reads === 'generator'
      ? isStillGood(stamp, task.spec, now)
      : isSame(stamp, versionOf(source));
  });
  const isSameTemplate = known?.templates === templates;
  if (known !== undefined && stands && isSameTemplate) return settled(known.outcome);
  if (recorded === undefined || compareManifest(recorded, task.externalSecret) !== 'same') return undefined;
  const unmoved = task.sources.every((source) => {
    if (source.reads === 'generator') {
      return isStillGood(recorded.get(generatedStampKey(source)), task.spec, now);
    }
    const read = versionOf(source);
    if (!isFenced(source) || read.kind !== 'found') return false;
    return isSame(recorded.get(stampKey(read.parameter)), read);
  });
  return unmoved ? settled(syncedOutcome(task)) : undefined;
}

/** Remembers an outcome together with everything it was made from. */
export function rememberSettled(
  memory: Memory,
  task: SyncTask,
  settled: {
    readonly secret: Observed;
    readonly readOf: ReadSource;
    readonly outcome: SyncOutcome | undefined;
    readonly templates: string | undefined;
    readonly until?: number;
  },
): void {
  if (settled.templates === undefined) return;
  const versions = new Map<string, VersionStamp | 'absent'>();
  for (const source of task.sources) {
    const stamp = stampOf(settled.readOf(source));
    if (stamp === undefined) return;
    versions.set(readKey(source), stamp);
  }
  memory.settled.set(task.externalSecret.uid, {
    syncedResourceVersion: syncedResourceVersion(task.externalSecret),
    secret: secretStamp(settled.secret),
    versions,
    templates: settled.templates,
    outcome: settled.outcome?.kind === 'success' ? { ...settled.outcome, wrote: false } : settled.outcome,
    ...(settled.until === undefined ? {} : { until: settled.until }),
  });
}

function syncedOutcome({ spec }: SyncTask): SyncOutcome {
  return { kind: 'success', ...SUCCESS.synced, binding: spec.targetName, wrote: false };
}

/** What is remembered, if neither the ExternalSecret nor the Secret changed since. */
function fittingMemory(run: Run, { externalSecret }: SyncTask, observed: Observed): SettledSync | undefined {
  const known = run.memory.settled.get(externalSecret.uid);
  // What waits must be seen again by the run that decides about it.
  const waits = known !== undefined && known.outcome === undefined;
  if (waits && run.hints.some((hint) => hint.kind === 'second-observation' || hint.kind === 'release'))
    return undefined;
  const fits =
    (known?.until === undefined || known.until > run.startedAt) &&
    known?.syncedResourceVersion === syncedResourceVersion(externalSecret) &&
    known.secret === secretStamp(observed);
  return fits ? known : undefined;
}

/**
 * After a cold start the Secret itself tells: synced for this very spec, data as its hash says, metadata as wanted,
 * versions written beside it. Without those (after a takeover) versions alone would settle nothing and be a read too
 * many. A hash on an immutable Secret proves nothing, since ESO renews it without the data (reference: eso C.2.9).
 */
function isSettledByMarks({ externalSecret, spec, sources }: SyncTask, observed: Observed): boolean {
  const { ready } = externalSecret.status;
  const recorded = parseSourceVersions(observed?.annotations[ANNOTATION.sourceVersions]);
  // What a template made can be told only by making it again.
  if (
    recorded.size === 0 ||
    spec.template !== undefined ||
    !sources.every((source) => isFenced(source) || source.reads === 'generator')
  )
    return false;
  if (observed === undefined || observed.immutable || spec.immutable || isChanged(externalSecret))
    return false;
  if (ready?.status !== 'True' || ready.reason !== SUCCESS.synced.reason || !isIntact(observed)) return false;
  const owned = ownedKeys(observed.object, fieldManagerOf(externalSecret.name));
  const { creationPolicy } = spec;
  const desired = desiredMetadata({ externalSecret, creationPolicy, observed, owned, keepCopiedMarks: true });
  const { [ANNOTATION.dataHash]: _hash, ...annotations } = observed.annotations;
  return (
    isSameMap(desired.labels, observed.labels) &&
    isSameMap(desired.annotations, annotations) &&
    desired.ownerReferences === observed.ownerReferences
  );
}

function isSame(known: VersionStamp | 'absent' | undefined, read: ParameterRead): boolean {
  const stamp = stampOf(read);
  if (known === undefined || stamp === undefined) return false;
  if (known === 'absent' || stamp === 'absent') return known === stamp;
  return (
    known.version === stamp.version &&
    known.lastModified === stamp.lastModified &&
    known.revision === stamp.revision
  );
}

function stampOf(read: ParameterRead): VersionStamp | 'absent' | undefined {
  if (read.kind === 'absent') return 'absent';
  return read.kind === 'found' ? toStamp(read.parameter) : undefined;
}

function secretStamp(secret: Observed): string {
  return secret === undefined ? '' : `${secret.uid}/${secret.resourceVersion}`;
}

function isSameMap(left: Readonly<Record<string, string>>, right: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => left[key] === right[key]);
}
