import { compareBytes } from '../object-key.ts';
import type { AbsenceVerdict, IsConfirmed } from './absence.ts';
import type { CompiledData } from './compile-data.ts';
import { candidateOfKey } from './find-candidate.ts';
import type { ObservedSecret } from './observed-secret.ts';
import { candidateOf } from './source.ts';
import type { RenderedSecret } from './template-renderer.ts';

/**
 * Absence behind a template. Which of its keys a parameter that is not found has part in cannot be told, so a Secret
 * that would change waits as a whole for the second observation (DESIGN 4.9, invariant I6).
 *
 * @param ours keys of the Secret that are replaced or taken away
 */
export function judgeRenderedAbsence(
  { absent, shrunk = [] }: CompiledData,
  rendered: RenderedSecret,
  { observed, ours }: { readonly observed: ObservedSecret; readonly ours: readonly string[] },
  isConfirmed: IsConfirmed,
): AbsenceVerdict {
  const lost = ours.filter((key) => !rendered.data.has(key)).sort(compareBytes);
  const candidates = [
    ...absent.map(candidateOf),
    ...shrunk.flatMap(({ source, gone = lost }) => gone.map((name) => candidateOfKey(source, name))),
  ];
  const waiting = [...new Set(candidates)].filter((candidate) => !isConfirmed(candidate)).sort();
  if (waiting.length > 0) return { data: observed.data, waiting, lost: [] };
  return { data: rendered.data, waiting: [], lost: candidates.length === 0 ? [] : lost };
}
