import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where what takes minutes to build is kept between runs and between checkouts: `$XDG_CACHE_HOME/sluice`, by default
 * `~/.cache/sluice`. Everything below it can be deleted at any time.
 */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CACHE_HOME: base } = environment as { readonly XDG_CACHE_HOME?: string };
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, 'sluice');
}
