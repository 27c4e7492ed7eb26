import { identityKey } from '../aws-identity.ts';
import type { FindRef } from './find.ts';
import { isBelowPath } from './find.ts';
import { ANNOTATION } from './marks.ts';
import type { ObservedSecret } from './observed-secret.ts';
import { parameterNameOf } from './parameter-name.ts';
import type { ParameterRead, Source } from './source.ts';
import { parseSourceVersions, type SourceVersions } from './source-versions.ts';

/** A find that matches less than what the Secret was made from, or may do so. */
export interface ShrunkFind {
  readonly source: Source;
  /** Names that are gone; undefined where the Secret does not carry what it was made from. */
  readonly gone: readonly string[] | undefined;
}

/**
 * The finds among the sources by which keys of the Secret may go for absence (DESIGN 2). The versions noted on the
 * Secret say what was found before; without them, as after a takeover, every key that goes may be an absence.
 */
export function findShrunk(
  sources: readonly Source[],
  readOf: (source: Source) => ParameterRead,
  observed: ObservedSecret | undefined,
): readonly ShrunkFind[] {
  if (observed === undefined) return [];
  const recorded = parseSourceVersions(observed.annotations[ANNOTATION.sourceVersions]);
  return sources.flatMap((source) => {
    const read = readOf(source);
    if (source.find === undefined || read.kind !== 'found') return [];
    const present = new Set(read.members?.map(({ name }) => name));
    const before = source.reads === 'parameter-find' ? namesFound(source, recorded) : undefined;
    const named = namedElsewhere(source, sources);
    const gone = before?.filter((name) => !present.has(name) && !named.has(name));
    return gone?.length === 0 ? [] : [{ source, gone }];
  });
}

/** What is asked for by name with other credentials, perhaps of another account, is no matter of this find. */
function namedElsewhere({ identity }: Source, sources: readonly Source[]): ReadonlySet<string> {
  const own = identityKey(identity);
  const named = sources.filter((other) => other.find === undefined && identityKey(other.identity) !== own);
  return new Set(named.map(({ name }) => parameterNameOf(name)));
}

/** Whether a find took nothing out of its listing. */
export function isFoundEmpty(read: ParameterRead): boolean {
  return read.kind === 'found' && read.members?.length === 0;
}

/** What the find would match of the parameters the Secret was made from; undefined when that is not known. */
function namesFound({ find, identity }: Source, recorded: SourceVersions): readonly string[] | undefined {
  const names: string[] = [];
  let isKnown = false;
  for (const key of recorded.keys()) {
    const [region, account, ...rest] = key.split(':');
    if (account === undefined || rest.length === 0) continue;
    isKnown = true;
    const name = rest.join(':');
    if (region === identity.region && find?.matches(name) && isBelowPath(name, pathOf(find)))
      names.push(name);
  }
  return isKnown ? names : undefined;
}

function pathOf({ path }: Pick<FindRef, 'path'>): string {
  return path === '' ? '/' : path;
}
