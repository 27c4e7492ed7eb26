import { compareBytes } from '../object-key.ts';
import type { ExternalSecret } from './external-secret.ts';
import { externalSecretKey } from './external-secret.ts';
import { valueAt } from './raw-json.ts';
import { targetNameOf } from './target-name.ts';

/**
 * Two ExternalSecrets with creationPolicy Orphan and one target would overwrite each other for ever, since neither
 * leaves an owner reference. The older one keeps the Secret (then the lower name); the other is told so.
 */
export function findOrphanRivals(externalSecrets: readonly ExternalSecret[]): ReadonlyMap<string, string> {
  const winners = new Map<string, ExternalSecret>();
  const rivals = new Map<string, string>();
  const orphans = externalSecrets.filter((one) => !one.beingDeleted && rawPolicy(one) === 'Orphan');
  for (const externalSecret of [...orphans].sort(compareAge)) {
    const target = `${externalSecret.namespace}/${targetNameOf(externalSecret)}`;
    const winner = winners.get(target);
    if (winner === undefined) winners.set(target, externalSecret);
    else rivals.set(externalSecretKey(externalSecret), winner.name);
  }
  return rivals;
}

/** Oldest first: the order in which claims to one Secret are settled. */
export function compareAge(a: ExternalSecret, b: ExternalSecret): number {
  return a.createdAt - b.createdAt || compareBytes(a.name, b.name);
}

function rawPolicy({ spec }: ExternalSecret): unknown {
  return valueAt(spec, 'target', 'creationPolicy');
}
