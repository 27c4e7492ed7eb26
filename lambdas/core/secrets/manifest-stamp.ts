import { type ExternalSecret, externalSecretKey } from './external-secret.ts';
import type { SourceVersions } from './source-versions.ts';
import type { VersionStamp } from './version-stamp.ts';

/**
 * Which state of its manifest a Secret was made from: the generation, and the uid as a number, in the same annotation
 * as the versions of its parameters. A run that listed the manifest before it changed may come to the Secret after
 * the run that knows the change; and the status cannot tell, since both write it for what they know.
 */
export function manifestStamp(externalSecret: ExternalSecret): readonly [string, VersionStamp] {
  const { generation, uid } = externalSecret;
  // 48 bits, which a JSON number holds exactly.
  const identity = Number.parseInt(uid.replaceAll('-', '').slice(0, 12), 16) || 0;
  return [externalSecretKey(externalSecret), { version: generation, lastModified: identity }];
}

/** How the manifest at hand compares with the one the Secret was made from; undefined when that is not known. */
export function compareManifest(
  recorded: SourceVersions,
  externalSecret: ExternalSecret,
): 'same' | 'older' | 'newer' | undefined {
  const [key, { version, lastModified }] = manifestStamp(externalSecret);
  const known = recorded.get(key);
  // Of another uid: it was deleted and made anew, and generations begin again.
  if (known === undefined || known.lastModified !== lastModified) return undefined;
  if (version === known.version) return 'same';
  return version < known.version ? 'older' : 'newer';
}
