import { GENERATOR_RENEWAL_MS } from '../bounds.ts';
import type { ExternalSecretSpec } from './external-secret.ts';
import type { Source } from './source.ts';
import type { VersionStamp } from './version-stamp.ts';

/** Name under which a Secret notes the state of what was generated for it; of no region and account. */
export function generatedStampKey({ request }: Source): string {
  return `::${request}`;
}

/**
 * Whether what was generated still stands: `version` is the second it ends, `lastModified` the ms it was made. It is
 * made anew when `refreshInterval` is over, as by ESO, and always well before its end.
 */
export function isStillGood(
  stamp: VersionStamp | 'absent' | undefined,
  { refreshIntervalMs }: Pick<ExternalSecretSpec, 'refreshIntervalMs'>,
  now: number,
): boolean {
  if (stamp === undefined || stamp === 'absent') return false;
  const end = stamp.version * 1000;
  const lifetime = end - stamp.lastModified;
  const renewal = end - Math.min(GENERATOR_RENEWAL_MS, lifetime / 3);
  return now < renewal && (refreshIntervalMs <= 0 || now < stamp.lastModified + refreshIntervalMs);
}
