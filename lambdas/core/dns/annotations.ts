import { trimFinalDot } from './name-rules.ts';

/**
 * ExternalDNS's annotations under every configured prefix at once. The prefix changed in v0.22 and only one is
 * honoured there; here the first configured one that has a key gives its value, and another value under a later
 * prefix is a conflict to warn of (`source/annotations`).
 */
export interface DnsAnnotations {
  /** Values by key without prefix: `hostname`, `ttl`, `aws-weight`. */
  readonly values: Readonly<Record<string, string>>;
  /** Keys that have different values under different prefixes. */
  readonly conflicts: readonly string[];
}

/** `prefixes` in order of precedence, each ending in `/`. */
export function readAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  prefixes: readonly string[],
): DnsAnnotations {
  const values: Record<string, string> = {};
  const conflicts = new Set<string>();
  for (const prefix of prefixes) {
    for (const [key, value] of Object.entries(annotations ?? {})) {
      if (!key.startsWith(prefix)) continue;
      const name = key.slice(prefix.length);
      const earlier = values[name];
      if (earlier === undefined) values[name] = value;
      else if (earlier !== value) conflicts.add(name);
    }
  }
  return { values, conflicts: [...conflicts].sort() };
}

/** Comma list with all spaces removed; final dots stay (they go when names are normalised). */
export function splitList(text: string): readonly string[] {
  return text.trim().replaceAll(' ', '').split(',');
}

/** Targets of the `target` annotation; an empty annotation counts as absent. */
export function splitTargets(text: string | undefined): readonly string[] {
  if (text === undefined || text === '') return [];
  return splitList(text).map(trimFinalDot);
}
