import type { ParameterRead, Source } from './source.ts';
import type { SourceVersions } from './source-versions.ts';
import { isFenced, stampKey, toStamp, type VersionStamp } from './version-stamp.ts';

/**
 * Stamps of the fenced sources among those read, and of every parameter that a find matched. Of one that was read both
 * ways the older counts: a replica may have answered one of them, and the Secret is made from both.
 */
export function stampsOf(
  sources: readonly Source[],
  readOf: (source: Source) => ParameterRead,
): SourceVersions {
  const stamps = new Map<string, VersionStamp>();
  for (const source of sources) {
    const read = readOf(source);
    if (read.kind !== 'found') continue;
    const isNoted = isFenced(source) || source.reads === 'generator';
    const parameters = isNoted ? [read.parameter] : source.reads === 'parameter-find' ? read.members : [];
    for (const parameter of parameters ?? []) {
      const key = stampKey(parameter);
      const [stamp, known] = [toStamp(parameter), stamps.get(key)];
      if (known === undefined || isOlder(stamp, known)) stamps.set(key, stamp);
    }
  }
  return stamps;
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
