import * as v from 'valibot';
import { SOURCE_VERSIONS_CHARACTERS_MAX } from '../bounds.ts';
import { compareBytes } from '../object-key.ts';
import type { VersionStamp } from './version-stamp.ts';

/**
 * The fence against stale reads (DESIGN 4.4): annotation `sluice/source-versions` holds, for every parameter the data
 * was made from, `{"<region>:<account>:<name>":[version, LastModifiedDate in ms]}`. A read that is older than what
 * was written before is not written, unless the parameter was deleted and made again (a newer date with a lower
 * version). Explicit versions and labels are written as read: moving a label back must work.
 */
export type SourceVersions = ReadonlyMap<string, VersionStamp>;

const Stamps = v.record(v.string(), v.tuple([v.number(), v.number()]));

/** Reads the annotation; one that is damaged or absent knows nothing. */
export function parseSourceVersions(annotation: string | undefined): SourceVersions {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Stamps), annotation);
  if (!parsed.success) return new Map();
  return new Map(
    Object.entries(parsed.output).map(([key, [version, lastModified]]) => [key, { version, lastModified }]),
  );
}

/** The annotation, keys sorted; undefined without stamps, and when it would crowd out other annotations. */
export function formatSourceVersions(versions: SourceVersions): string | undefined {
  const entries = [...versions].sort(([a], [b]) => compareBytes(a, b));
  const text = JSON.stringify(
    Object.fromEntries(entries.map(([key, stamp]) => [key, [stamp.version, stamp.lastModified]])),
  );
  return entries.length === 0 || text.length > SOURCE_VERSIONS_CHARACTERS_MAX ? undefined : text;
}
