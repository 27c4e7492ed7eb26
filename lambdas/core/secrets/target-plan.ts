import type { KubernetesObject } from '../kubernetes.ts';
import { compareBytes } from '../object-key.ts';
import type { SecretValue } from '../secret-value.ts';
import { type AbsenceVerdict, type IsConfirmed, judgeAbsence } from './absence.ts';
import { buildSecret, isSameData, isSameSecret } from './build-secret.ts';
import type { CompiledData } from './compile-data.ts';
import { type ExternalSecret, type ExternalSecretSpec, externalSecretKey } from './external-secret.ts';
import { findStale, staleRead } from './fence.ts';
import { type OwnedKeys, ownedKeys } from './managed-fields.ts';
import { compareManifest } from './manifest-stamp.ts';
import { ANNOTATION, fieldManagerOf } from './marks.ts';
import type { ObservedSecret } from './observed-secret.ts';
import { findOwnershipObjection } from './ownership.ts';
import { judgeRenderedAbsence } from './rendered-absence.ts';
import { carriesMarks, controllerOf } from './secret-owner.ts';
import { parseSourceVersions, type SourceVersions } from './source-versions.ts';
import { type SyncFailure, syncFailure, WORDS } from './sync-failure.ts';
import type { RenderedSecret } from './template-renderer.ts';

/**
 * Desired data x observed Secret -> one action.
 *
 *   creationPolicy   Secret missing        Secret exists
 *   Owner, Orphan    create                replace (data as a whole)
 *   CreateOrMerge    create                replace (other keys stay)
 *   Merge            nothing, SecretMissing  replace (other keys stay)
 *   None             nothing               nothing
 *
 * No data at all is decided by deletionPolicy first: Retain keeps, Delete deletes what it owns, Merge empties.
 */
export type TargetAction =
  | { readonly kind: 'none'; readonly outcome: 'synced' | 'retained' | 'deleted' | 'missing' }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'create' | 'replace'; readonly object: KubernetesObject }
  | { readonly kind: 'delete'; readonly observed: ObservedSecret }
  | { readonly kind: 'fail'; readonly failure: SyncFailure };

export interface TargetPlan {
  readonly action: TargetAction;
  /** Absent sources that wait for a second observation. */
  readonly waiting: readonly string[];
  /** Keys that go because of confirmed absence; all of them when the Secret is deleted for it. */
  readonly lost: readonly string[];
}

export interface TargetInput {
  readonly externalSecret: ExternalSecret;
  readonly spec: ExternalSecretSpec;
  readonly observed: ObservedSecret | undefined;
  readonly compiled: CompiledData;
  readonly versions: SourceVersions;
  readonly isConfirmed: IsConfirmed;
}

export function planTarget(input: TargetInput): TargetPlan {
  const { spec, observed, compiled } = input;
  const settled = (action: TargetAction): TargetPlan => ({ action, waiting: [], lost: [] });
  if (spec.creationPolicy === 'None') return settled({ kind: 'none', outcome: 'synced' });
  if (compiled.data.size === 0 && spec.deletionPolicy === 'Retain') {
    return settled({ kind: 'none', outcome: 'retained' });
  }
  if (compiled.data.size === 0 && spec.deletionPolicy === 'Delete') return planDeletion(input);
  if (observed === undefined) {
    return settled(
      spec.creationPolicy === 'Merge'
        ? { kind: 'none', outcome: 'missing' }
        : {
            kind: 'create',
            object: buildSecret({
              ...input,
              rendered: compiled.rendered,
              data: dataOf(compiled),
              owned: NOTHING_OWNED,
              keepCopiedMarks: false,
            }),
          },
    );
  }
  return planReplacement({ ...input, observed });
}

/** What a template makes of nothing, where the Secret is to go with it. */
const NOTHING_RENDERED: RenderedSecret = { data: new Map(), labels: {}, annotations: {} };

const NOTHING_OWNED: OwnedKeys = { data: new Set(), labels: new Set(), annotations: new Set() };

function planDeletion(input: TargetInput): TargetPlan {
  const { externalSecret, spec, observed, compiled } = input;
  const fail = (detail: string): TargetPlan => ({
    action: {
      kind: 'fail',
      failure: syncFailure(WORDS.delete, `unable to delete secret ${spec.targetName}: ${detail}`),
    },
    waiting: [],
    lost: [],
  });
  if (spec.creationPolicy !== 'Owner') return fail(`creationPolicy=${spec.creationPolicy} is not Owner`);
  if (observed === undefined) return { action: { kind: 'none', outcome: 'deleted' }, waiting: [], lost: [] };
  // Before anything waits: a Secret that is not ours is never in sync, however often its absence is looked at.
  const owner = controllerOf(observed);
  if (!carriesMarks(observed) || owner?.uid !== externalSecret.uid) {
    return fail('it is not controlled by this ExternalSecret');
  }
  const owned = ownedKeys(observed.object, fieldManagerOf(externalSecret.name));
  const { waiting } = judge({ ...input, observed }, owned);
  if (waiting.length > 0) return { action: { kind: 'unchanged' }, waiting, lost: [] };
  const isAbsent = compiled.absent.length > 0 || (compiled.shrunk ?? []).length > 0;
  const lost = isAbsent ? [...observed.data.keys()].sort(compareBytes) : [];
  return { action: { kind: 'delete', observed }, waiting, lost };
}

function planReplacement(input: TargetInput & { readonly observed: ObservedSecret }): TargetPlan {
  const { externalSecret, spec, observed, compiled } = input;
  const owned = ownedKeys(observed.object, fieldManagerOf(externalSecret.name));
  const isKept = spec.template !== undefined && compiled.rendered === undefined;
  const absence = isKept ? { data: observed.data, waiting: [], lost: [] } : judge(input, owned);
  const data = desiredData(input, absence, owned);
  const plan = (action: TargetAction): TargetPlan => ({
    action,
    waiting: absence.waiting,
    lost: absence.lost,
  });
  // Of a Secret that is not ours nothing is kept while it waits: what would go is what decides, and no one waits.
  const bare = desiredData(input, { ...absence, data: dataOf(compiled) }, owned);
  const objection = findOwnershipObjection({ externalSecret, spec, observed, data: bare });
  if (objection !== undefined) return { action: { kind: 'fail', failure: objection }, waiting: [], lost: [] };
  const { rendered } = compiled;
  const waits = absence.waiting.length > 0;
  const versions = waits ? withRecorded(input) : input.versions;
  // Beside keys of others, one whose parameter is not found may have become theirs by an edit.
  const keepsAny = waits || (compiled.absent.length > 0 && !replacesAll(spec));
  const build = (keepCopiedMarks: boolean, content = data) =>
    buildSecret({ ...input, versions, rendered, data: content, owned, keepsAny, keepCopiedMarks });
  if (rendered !== undefined && waits) {
    const isSame = isSameSecret(build(true, bare), observed);
    return isSame ? { action: { kind: 'unchanged' }, waiting: [], lost: [] } : plan({ kind: 'unchanged' });
  }
  if (isSameSecret(build(true), observed)) return plan({ kind: 'unchanged' });
  const failure = findDataObjection(input, observed, isSameData(data, observed.data));
  if (failure !== undefined) return plan({ kind: 'fail', failure });
  return plan({ kind: 'replace', object: build(false) });
}

/** What waits was made from a version too: it stays noted, or the next look would not know what had been there. */
function withRecorded({
  observed,
  versions,
}: TargetInput & { readonly observed: ObservedSecret }): SourceVersions {
  return new Map([...parseSourceVersions(observed.annotations[ANNOTATION.sourceVersions]), ...versions]);
}

/** What the Secret would hold if nothing were absent. */
function dataOf({ data, rendered }: CompiledData): ReadonlyMap<string, SecretValue> {
  return rendered === undefined ? data : rendered.data;
}

function judge(
  { spec, observed, compiled, isConfirmed }: TargetInput & { readonly observed: ObservedSecret },
  owned: OwnedKeys,
): AbsenceVerdict {
  if (spec.template === undefined) return judgeAbsence(spec, compiled, { observed, owned }, isConfirmed);
  const rendered = compiled.rendered ?? NOTHING_RENDERED;
  const ours = [...observed.data.keys()].filter((key) => replacesAll(spec) || owned.data.has(key));
  return judgeRenderedAbsence(compiled, rendered, { observed, ours }, isConfirmed);
}

function replacesAll({ creationPolicy }: ExternalSecretSpec): boolean {
  return creationPolicy === 'Owner' || creationPolicy === 'Orphan';
}

/** An immutable Secret keeps its data; so does one that is newer than what was just read, the manifest included. */
function findDataObjection(
  input: TargetInput,
  observed: ObservedSecret,
  isDataSame: boolean,
): SyncFailure | undefined {
  const { targetName } = input.spec;
  // Labels out of templates are made of values, too.
  if (isDataSame && input.compiled.rendered === undefined) return undefined;
  if (observed.immutable && !isDataSame) {
    const detail = `unable to update secret ${targetName}: secret is immutable`;
    return syncFailure(WORDS.immutable, detail, { bound: true });
  }
  const recorded = parseSourceVersions(observed.annotations[ANNOTATION.sourceVersions]);
  const isOlder = compareManifest(recorded, input.externalSecret) === 'older';
  const stale = isOlder ? externalSecretKey(input.externalSecret) : findStale(recorded, input.versions);
  if (stale === undefined) return undefined;
  const detail =
    `${stale} was read in an older version than the secret was made from; it is read again ` +
    `(annotation ${ANNOTATION.sourceVersions})`;
  return staleRead(detail, true);
}

/** Data of an existing Secret: as a whole, beside what others set, or frozen when the target is immutable. */
function desiredData(
  { spec, observed, compiled }: TargetInput & { readonly observed: ObservedSecret },
  absence: AbsenceVerdict,
  owned: OwnedKeys,
): ReadonlyMap<string, SecretValue> {
  if (spec.immutable || compiled.isKept === true) return observed.data;
  if (replacesAll(spec)) return absence.data;
  return new Map([...[...observed.data].filter(([key]) => !owned.data.has(key)), ...absence.data]);
}
