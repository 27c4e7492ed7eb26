import type { ParameterRead, Source } from './source.ts';
import type { SourceVersions } from './source-versions.ts';
import { type SyncFailure, syncFailure, WORDS } from './sync-failure.ts';
import { isFenced, stampKey, toStamp, type VersionStamp } from './version-stamp.ts';

/** Which states of its parameters a Secret would be made from. */
export interface Stamps {
  readonly versions: SourceVersions;
  /**
   * A parameter that was read in two states, by name and by a find: a replica answered one of them. No Secret is made of
   * both, since no stamp would then keep the older half from coming back.
   */
  readonly split: string | undefined;
}

/** Stamps of the fenced sources among those read, and of every parameter that a find matched. */
export function stampsOf(sources: readonly Source[], readOf: (source: Source) => ParameterRead): Stamps {
  const versions = new Map<string, VersionStamp>();
  let split: string | undefined;
  for (const source of sources) {
    const read = readOf(source);
    if (read.kind !== 'found') continue;
    const isNoted = isFenced(source) || source.reads === 'generator';
    const parameters = isNoted ? [read.parameter] : source.reads === 'parameter-find' ? read.members : [];
    for (const parameter of parameters ?? []) {
      const key = stampKey(parameter);
      const [stamp, known] = [toStamp(parameter), versions.get(key)];
      if (known !== undefined && (isOlder(stamp, known) || isOlder(known, stamp))) split ??= key;
      versions.set(key, stamp);
    }
  }
  return { versions, split };
}

/** Of what a replica that lags answered nothing is made: it is read again. `bound`: the Secret exists. */
export function staleRead(detail: string, bound: boolean): SyncFailure {
  return syncFailure(WORDS.fetch, detail, { transient: true, reason: 'StaleRead', bound });
}

/** The first source that is older than what the Secret was made from, or undefined. */
export function findStale(recorded: SourceVersions, read: SourceVersions): string | undefined {
  for (const [key, stamp] of read) {
    const before = recorded.get(key);
    if (before !== undefined && isOlder(stamp, before)) return key;
  }
  return undefined;
}

/**
 * Time decides before the version: a parameter made anew begins at version 1, and a replica that lags still answers
 * with the high version of the one that was deleted.
 */
function isOlder(stamp: VersionStamp, than: VersionStamp): boolean {
  const older = stamp.lastModified < than.lastModified;
  const sameTime = stamp.lastModified === than.lastModified;
  return older || (sameTime && stamp.version < than.version);
}
