import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import type { Actor } from '../world.ts';
import type { Data, Ledger } from './ledger.ts';
import type { Spec } from './scenario.ts';
import { JOINED, mappingsOf, sourceOf, targetOf } from './spec-facts.ts';

/** One write or deletion of a Secret by an invocation. */
export interface SecretWrite {
  readonly actor: Actor;
  readonly now: number;
  /** `team/t0`. */
  readonly target: string;
  readonly before: KubernetesObject | undefined;
  /** Undefined: deleted. */
  readonly after: KubernetesObject | undefined;
}

const CREATED_BY = 'reconcile.external-secrets.io/created-by';
const DATA_HASH = 'reconcile.external-secrets.io/data-hash';

/** What is wrong with a write, at the moment it is made. */
export function findWriteViolations(write: SecretWrite, ledger: Ledger): readonly string[] {
  const before = dataOf(write.before);
  const after = dataOf(write.after);
  const inReach = ledger.specsSeenBy(write.actor, write.now);
  const seen = inReach.filter((spec) => targetOf(spec) === write.target);
  // Renamed while the invocation ran: it may have seen either name.
  const renamed = seen.some(({ name }) =>
    inReach.some((other) => other.name === name && targetOf(other) !== write.target),
  );
  // Left behind by the one that controls it, whoever else wants it.
  const keeper = write.before?.metadata.ownerReferences?.find(({ controller }) => controller === true)?.name;
  const left = keeper !== undefined && !seen.some(({ name }) => name === keeper);
  const lost = Object.keys(before).filter((key) => after[key] === undefined);
  return [
    ...findStale(write, { before, after }, ledger),
    ...findForeign(write, { lost, seen }, ledger),
    ...(renamed || left ? [] : lost.flatMap((key) => findLoss(write, { key, seen }, ledger))),
  ];
}

/** Texts are `p0-17`, and the number says which is newer. */
function findStale(
  { target }: SecretWrite,
  { before, after }: { readonly before: Data; readonly after: Data },
  ledger: Ledger,
): readonly string[] {
  const follows = ledger.everWanting(target).flatMap((spec) => Object.entries(mappingsOf(spec)));
  return Object.entries(after).flatMap(([key, text]) => {
    const [source, number] = partsOf(text);
    const [known, newer] = partsOf(before[key] ?? '');
    // What the template adds is made of `k0`.
    const read = key === JOINED ? 'k0' : key;
    const byLabel = follows.some(([name, mapping]) => name === read && mapping.live === true);
    if (source === '' || source !== known || number >= newer || byLabel) return [];
    return [`I3 no stale overwrite: key ${key} of ${target} went from ${before[key]} back to ${text}`];
  });
}

function findForeign(
  { target, before, after }: SecretWrite,
  { lost, seen }: { readonly lost: readonly string[]; readonly seen: readonly Spec[] },
  ledger: Ledger,
): readonly string[] {
  if (before === undefined) return [];
  const { labels = {}, annotations = {}, ownerReferences = [] } = before.metadata;
  const marked = labels[CREATED_BY] !== undefined || annotations[DATA_HASH] !== undefined;
  if (after === undefined) {
    const controlled = ownerReferences.some(
      (one) => one.controller === true && one.kind === 'ExternalSecret',
    );
    return marked && controlled ? [] : [`I7 ownership: ${target} was deleted and is not ours`];
  }
  if (lost.length === 0) return [];
  const replaces = seen.some(
    ({ creationPolicy }) => creationPolicy === 'Owner' || creationPolicy === 'Orphan',
  );
  const mapped = new Set(
    ledger.everWanting(target).flatMap((spec) => [JOINED, ...Object.keys(mappingsOf(spec))]),
  );
  const foreign = lost.filter((key) => !mapped.has(key));
  if (replaces && marked) return [];
  if (replaces) return [`I7 ownership: ${target} is not ours and lost ${lost.join(', ')}`];
  return foreign.length === 0 ? [] : [`I7 ownership: ${target} lost ${foreign.join(', ')}, which others set`];
}

/** A key may go because the manifest changed, or because two observations found its parameter absent. */
function findLoss(
  { actor, now, target, after }: SecretWrite,
  { key, seen }: { readonly key: string; readonly seen: readonly Spec[] },
  ledger: Ledger,
): readonly string[] {
  const readers = seen.filter((spec) => mappingsOf(spec)[key] !== undefined);
  // No ExternalSecret of this run wants this target, or not this key: renamed, respecified, or somebody's own key.
  const released = seen.length > readers.length || (seen.length === 0 && after === undefined);
  if (released) return [];
  const mayGo = readers.some((spec) => {
    const mapping = mappingsOf(spec)[key];
    const isKept = mapping?.found !== true && spec.deletionPolicy === 'Retain';
    return mapping !== undefined && !isKept && ledger.isTwiceAbsent(sourceOf(mapping), actor);
  });
  if (!mayGo) return [`I6 unknown is not absent: key ${key} of ${target} went without two observations`];
  return ledger.isStopped(actor, now)
    ? [`I6 unknown is not absent: key ${key} of ${target} went with everything its store serves (breaker)`]
    : [];
}

/** `['p0', 17]`; an empty name when the text is not one of ours. */
function partsOf(text: string): readonly [string, number] {
  const [, name = '', number = '0'] = /^(.+)-(\d+)!?$/.exec(text) ?? [];
  return [name, Number(number)];
}

/** Data of a Secret as text; nothing when there is none. */
export function dataOf(secret: KubernetesObject | undefined): Data {
  const data = Object.entries((secret?.['data'] ?? {}) as Data);
  return Object.fromEntries(data.map(([key, base64]) => [key, Buffer.from(base64, 'base64').toString()]));
}
