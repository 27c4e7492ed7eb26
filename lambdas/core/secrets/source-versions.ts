import * as v from 'valibot';
import { compareBytes } from '../object-key.ts';
import type { Parameter } from '../ports.ts';
import type { ParameterRead, Source } from './source.ts';

/**
 * The fence against stale reads (DESIGN 4.4): annotation `sluice/source-versions` holds, for every parameter the data
 * was made from, `{"<region>:<account>:<name>":[version, LastModifiedDate in ms]}`. A read that is older than what
 * was written before is not written, unless the parameter was deleted and made again (a newer date with a lower
 * version). Explicit versions and labels are written as read: moving a label back must work.
 */
export type SourceVersions = ReadonlyMap<string, VersionStamp>;

export interface VersionStamp {
  readonly version: number;
  readonly lastModified: number;
}

/** A longer annotation would crowd out the others (256 KiB together): then there is none, and warm memory serves. */
const ANNOTATION_CHARACTERS_MAX = 64 * 1024;

const Stamps = v.record(v.string(), v.tuple([v.number(), v.number()]));

/** Reads the annotation; one that is damaged or absent knows nothing. */
export function parseSourceVersions(annotation: string | undefined): SourceVersions {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Stamps), annotation);
  if (!parsed.success) return new Map();
  return new Map(
    Object.entries(parsed.output).map(([key, [version, lastModified]]) => [key, { version, lastModified }]),
  );
}

/** The annotation for the given stamps, keys sorted; undefined when there are none or too many. */
export function formatSourceVersions(versions: SourceVersions): string | undefined {
  const entries = [...versions].sort(([a], [b]) => compareBytes(a, b));
  const text = JSON.stringify(
    Object.fromEntries(entries.map(([key, stamp]) => [key, [stamp.version, stamp.lastModified]])),
  );
  return entries.length === 0 || text.length > ANNOTATION_CHARACTERS_MAX ? undefined : text;
}

/** Stamps of the fenced sources among those read. */
export function stampsOf(
  sources: readonly Source[],
  readOf: (source: Source) => ParameterRead,
): SourceVersions {
  const stamps = new Map<string, VersionStamp>();
  for (const source of sources) {
    const read = readOf(source);
    if (read.kind === 'found' && isFenced(source))
      stamps.set(stampKey(read.parameter), toStamp(read.parameter));
  }
  return stamps;
}

/** The first source that is older than what the Secret was made from, or undefined. */
export function findStale(recorded: SourceVersions, read: SourceVersions): string | undefined {
  for (const [key, stamp] of read) {
    const before = recorded.get(key);
    if (before === undefined) continue;
    if (stamp.version < before.version && stamp.lastModified <= before.lastModified) return key;
  }
  return undefined;
}

export function isFenced(source: Source): boolean {
  return source.entry.remoteRef.version === '';
}

export function toStamp(parameter: Parameter): VersionStamp {
  return { version: parameter.version, lastModified: parameter.lastModified };
}

/** `<region>:<account>:<name>` out of the parameter's ARN, so that the same name elsewhere is another parameter. */
export function stampKey(parameter: Parameter): string {
  const [, , , region = '', account = ''] = parameter.arn.split(':');
  return `${region}:${account}:${parameter.name}`;
}
