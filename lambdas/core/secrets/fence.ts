import type { ParameterRead, Source } from './source.ts';
import type { SourceVersions } from './source-versions.ts';
import { isFenced, stampKey, toStamp, type VersionStamp } from './version-stamp.ts';

/** Stamps of the fenced sources among those read, and of every parameter that a find matched. */
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
    for (const parameter of parameters ?? []) stamps.set(stampKey(parameter), toStamp(parameter));
  }
  return stamps;
}

/**
 * The first source that is older than what the Secret was made from, or undefined. Time decides before the version:
 * a parameter made anew begins at version 1, and a replica that lags still answers with the high version of the one
 * that was deleted.
 */
export function findStale(recorded: SourceVersions, read: SourceVersions): string | undefined {
  for (const [key, stamp] of read) {
    const before = recorded.get(key);
    if (before === undefined) continue;
    const older = stamp.lastModified < before.lastModified;
    const sameTime = stamp.lastModified === before.lastModified;
    if (older || (sameTime && stamp.version < before.version)) return key;
  }
  return undefined;
}
