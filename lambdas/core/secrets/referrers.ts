import type { Hint, ParameterHint, SecretLabelHint } from '../hint.ts';
import type { ExternalSecret } from './external-secret.ts';
import { externalSecretKey } from './external-secret.ts';
import { isBelowPath } from './find.ts';
import { parameterNameOf } from './parameter-name.ts';
import { valueAt } from './raw-json.ts';
import { secretNameOf } from './secret-request.ts';
import type { Source } from './source.ts';
import { isToldOf } from './told-of.ts';

/** An ExternalSecret to look at, and the hints that asked for it. */
export interface Referrer {
  readonly externalSecret: ExternalSecret;
  readonly hints: readonly Hint[];
}

/**
 * Hints -> ExternalSecrets, sorted by key. Cheap on purpose: for a parameter only the ends of names are compared
 * here, since a store's prefix is not known yet; `readsHinted` decides exactly once sources are resolved.
 */
export function findReferrers(
  hints: readonly Hint[],
  externalSecrets: readonly ExternalSecret[],
): readonly Referrer[] {
  return externalSecrets
    .map((externalSecret) => ({
      externalSecret,
      hints: hints.filter((hint) => concerns(hint, externalSecret)),
    }))
    .filter(({ hints: own }) => own.length > 0)
    .sort((a, b) => (externalSecretKey(a.externalSecret) < externalSecretKey(b.externalSecret) ? -1 : 1));
}

/** Whether hints look at every ExternalSecret, so that absence can be judged as a whole. */
export function isFullScope(hints: readonly Hint[]): boolean {
  return hints.some(
    (hint) =>
      hint.kind === 'sweep' ||
      hint.kind === 'release' ||
      (hint.kind === 'second-observation' && hint.half === 'secrets') ||
      (hint.kind === 'resync' && hint.namespace === undefined),
  );
}

/** Whether one of the sources is what changed, in that region and, when known, that account. */
export function readsHinted(sources: readonly Source[], hint: ParameterHint | SecretLabelHint): boolean {
  return sources.some(({ find, name, identity, reads }) => {
    if (identity.region !== hint.region) return false;
    if (find !== undefined) {
      const isMeant =
        find.matches(hint.name) && (reads === 'secret-find' || isBelowPath(hint.name, find.path || '/'));
      return isMeant && (reads === 'secret-find') === (hint.kind === 'secret-label');
    }
    const isSecret = reads === 'secret' || reads === 'secret-tags';
    return hint.kind === 'secret-label'
      ? isSecret && (name === hint.arn || secretNameOf(name) === hint.name)
      : !isSecret && parameterNameOf(name) === hint.name;
  });
}

function concerns(hint: Hint, externalSecret: ExternalSecret): boolean {
  switch (hint.kind) {
    case 'sweep':
    case 'release':
      return true;
    case 'second-observation':
      return hint.half === 'secrets';
    case 'resync':
      return (
        (hint.namespace === undefined || hint.namespace === externalSecret.namespace) &&
        (hint.name === undefined || hint.name === externalSecret.name)
      );
    case 'parameter':
      return (
        remoteKeys(externalSecret).some((key) => hint.name.endsWith(parameterNameOf(key))) ||
        findPaths(externalSecret).some((path) => isBelowPath(hint.name, path || '/'))
      );
    // Concerns workloads, not ExternalSecrets.
    case 'restart':
      return false;
    case 'object':
      return isToldOf(hint, externalSecret);
    case 'secret-label':
      return (
        remoteKeys(externalSecret).some((key) => hint.name.endsWith(secretNameOf(key))) ||
        findPaths(externalSecret).some((path) => hint.name.startsWith(path))
      );
  }
}

function remoteKeys({ spec }: ExternalSecret): readonly string[] {
  const entries = [spec['data'], spec['dataFrom']].flatMap((list) => (Array.isArray(list) ? list : []));
  return entries.flatMap((entry: unknown) => {
    const key = valueAt(entry, 'remoteRef', 'key') ?? valueAt(entry, 'extract', 'key');
    return typeof key === 'string' && key !== '' ? [key] : [];
  });
}

/** Root of every find, empty for one that looks everywhere. */
function findPaths({ spec }: ExternalSecret): readonly string[] {
  const entries = Array.isArray(spec['dataFrom']) ? spec['dataFrom'] : [];
  return entries.flatMap((entry: unknown) => {
    const find = valueAt(entry, 'find');
    if (find === undefined || find === null) return [];
    const path = valueAt(find, 'path');
    return [typeof path === 'string' ? path : ''];
  });
}
