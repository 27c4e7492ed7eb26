import { type Checked, invalid, valid } from './checked.ts';
import { parseDuration } from './duration.ts';

const NANOSECONDS_PER_SECOND = 1_000_000_000n;

/**
 * `spec.refreshInterval` of a SecretStore, seconds as a number or a Go duration as text, in nanoseconds. The problem
 * is in ESO's words.
 */
export function parseStoreInterval(given: number | string): Checked<bigint> {
  const shown = JSON.stringify(given);
  const parsed =
    typeof given === 'number'
      ? valid(BigInt(Math.trunc(given)) * NANOSECONDS_PER_SECOND)
      : parseDuration(given);
  if (!parsed.ok) return invalid(`invalid refreshInterval ${shown}: ${parsed.problem}`);
  return parsed.value < 0n ? invalid(`invalid refreshInterval ${shown}: must not be negative`) : parsed;
}
