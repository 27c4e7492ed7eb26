import type { SecretValue } from '../secret-value.ts';
import type { CompiledData } from './compile-data.ts';
import type { ExternalSecretSpec } from './external-secret.ts';
import type { ShrunkFind } from './find-absence.ts';
import { candidateOfKey } from './find-candidate.ts';
import type { OwnedKeys } from './managed-fields.ts';
import type { ObservedSecret } from './observed-secret.ts';
import { candidateOf, type Source } from './source.ts';

/**
 * What becomes of keys whose parameter is not found. Keys go because of absence only when a second observation, at
 * least `deleteDelay` after the first, agrees; until then they keep their value (DESIGN 4.9, invariant I6).
 */
export interface AbsenceVerdict {
  /** Data to write now: what was read, and the keys that still wait for their second observation. */
  readonly data: ReadonlyMap<string, SecretValue>;
  /** Sources whose keys wait, as named in second observations; empty when nothing waits. */
  readonly waiting: readonly string[];
  /** Keys that go now because two observations agreed. */
  readonly lost: readonly string[];
}

/** Whether the absence of a source was observed before; `candidateOf` names it. */
export type IsConfirmed = (candidate: string) => boolean;

export function judgeAbsence(
  spec: ExternalSecretSpec,
  compiled: CompiledData,
  target: { readonly observed: ObservedSecret | undefined; readonly owned: OwnedKeys },
  isConfirmed: IsConfirmed,
): AbsenceVerdict {
  const { observed } = target;
  const { absent, shrunk = [] } = compiled;
  if (observed === undefined || absent.length + shrunk.length === 0)
    return { data: compiled.data, waiting: [], lost: [] };
  const merged = shrunk.flatMap(mergedNames).filter((candidate) => !isConfirmed(candidate));
  if (merged.length > 0) return { data: observed.data, waiting: merged.toSorted(), lost: [] };
  const verdict: Draft = { data: new Map(compiled.data), waiting: new Set(), lost: [] };
  for (const source of absent) {
    const keys = keysOf(source, spec, target).filter((key) => !compiled.data.has(key));
    const candidate = candidateOf(source);
    if (isConfirmed(candidate)) verdict.lost.push(...keys.filter((key) => !verdict.data.has(key)));
    else for (const key of keys) keep(verdict, observed, { key, candidate });
  }
  for (const find of shrunk) {
    // Of merged objects the names were confirmed, all of them; their keys go with them.
    const isSettled = mergedNames(find).length > 0;
    for (const key of keysOf(find.source, spec, target).filter((one) => !compiled.data.has(one))) {
      const candidate = candidateOfKey(find.source, key);
      if (isSettled || isConfirmed(candidate)) verdict.lost.push(key);
      else keep(verdict, observed, { key, candidate });
    }
  }
  const { data, waiting, lost } = verdict;
  return {
    data,
    waiting: [...waiting].sort(),
    lost: [...new Set(lost)].filter((key) => !data.has(key)).sort(),
  };
}

interface Draft {
  readonly data: Map<string, SecretValue>;
  readonly waiting: Set<string>;
  readonly lost: string[];
}

function keep(
  { data, waiting }: Draft,
  observed: ObservedSecret,
  { key, candidate }: { readonly key: string; readonly candidate: string },
): void {
  const value = observed.data.get(key);
  if (value === undefined) return;
  data.set(key, value);
  waiting.add(candidate);
}

/**
 * What a find lost of objects that are merged into one: no key need go, and yet what it held does. The whole Secret
 * waits for it.
 */
function mergedNames({ source, gone = [] }: ShrunkFind): readonly string[] {
  const isMerged = source.entry.rewrite.some(({ kind }) => kind === 'merge');
  return isMerged ? gone.map((name) => candidateOfKey(source, name)) : [];
}

/**
 * Keys of the Secret that go with a source: its secretKey, or for `extract` any key. Where others set keys beside
 * ours, only what we set: the rest stays anyway, and waiting for it would never end.
 */
function keysOf(
  source: Source,
  spec: ExternalSecretSpec,
  { observed, owned }: { readonly observed: ObservedSecret | undefined; readonly owned: OwnedKeys },
): readonly string[] {
  const present = [...(observed?.data.keys() ?? [])];
  const { secretKey } = source.entry;
  const replaces = spec.creationPolicy === 'Owner' || spec.creationPolicy === 'Orphan';
  const ours = replaces ? present : present.filter((key) => owned.data.has(key));
  return secretKey === undefined ? ours : ours.filter((key) => key === secretKey);
}
