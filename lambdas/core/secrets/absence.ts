import type { SecretValue } from '../secret-value.ts';
import type { CompiledData } from './compile-data.ts';
import type { ExternalSecretSpec } from './external-secret.ts';
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
  if (observed === undefined || compiled.absent.length === 0)
    return { data: compiled.data, waiting: [], lost: [] };
  const data = new Map(compiled.data);
  const waiting = new Set<string>();
  const lost: string[] = [];
  for (const source of compiled.absent) {
    const keys = keysOf(source, spec, target).filter((key) => !compiled.data.has(key));
    const candidate = candidateOf(source);
    if (isConfirmed(candidate)) {
      lost.push(...keys.filter((key) => !data.has(key)));
      continue;
    }
    for (const key of keys) {
      const value = observed.data.get(key);
      if (value === undefined) continue;
      data.set(key, value);
      waiting.add(candidate);
    }
  }
  return {
    data,
    waiting: [...waiting].sort(),
    lost: [...new Set(lost)].filter((key) => !data.has(key)).sort(),
  };
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
