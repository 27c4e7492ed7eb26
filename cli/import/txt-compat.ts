/** The versions of ExternalDNS whose markers `dns.txt.compat` names (docs/compatibility.md). */
export type TxtCompat = '0.14' | '0.16-0.21' | '0.22';

/**
 * The version class of `v0.14.0`, `0.16`, `v20240801-v0.14.2`. Throws Error for a text that is no version of
 * ExternalDNS.
 */
export function txtCompatOf(version: string): TxtCompat {
  const [, minor] = /(?:^|[^0-9.])v?0\.([0-9]{1,3})(?:\.|$)/.exec(version) ?? [];
  if (minor === undefined) {
    throw new Error(`"${version}" is no version of ExternalDNS: give the tag of its image, such as v0.14.0`);
  }
  if (Number(minor) >= 22) return '0.22';
  return Number(minor) >= 16 ? '0.16-0.21' : '0.14';
}
