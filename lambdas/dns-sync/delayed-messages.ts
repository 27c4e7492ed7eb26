import { QUEUE_BODY_BYTES_MAX, QUEUE_DELAY_SECONDS_MAX } from '../core/bounds.ts';
import type { DnsScope } from '../core/dns/scope.ts';
import type { Candidates } from '../core/dns/second-observation.ts';
import type { World } from './world.ts';

/** Names what the first observation found absent, to be looked at again after the delay. */
export async function askAgain(
  world: World,
  observation: { readonly candidates: Candidates; readonly at: number; readonly checksum?: string },
): Promise<void> {
  const waited = Math.max(0, world.clock.now() - observation.at);
  const seconds = Math.ceil((world.config.deleteDelaySeconds * 1000 - waited) / 1000);
  const delay = Math.min(Math.max(seconds, 0), QUEUE_DELAY_SECONDS_MAX);
  for (const candidates of splitCandidates(observation.candidates)) {
    const { at, checksum } = observation;
    const released = checksum === undefined ? {} : { checksum };
    await world.queue.send({ sluice: 'second-observation', half: 'dns', at, candidates, ...released }, delay);
  }
}

/** Second observations that were delivered too early wait for the rest of their delay. */
export async function postpone(world: World, scope: DnsScope): Promise<void> {
  for (const observation of scope.early) await askAgain(world, observation);
}

/** Parts that fit one message; a part that is lost only delays its deletions to the next sweep. */
function splitCandidates(candidates: Candidates): readonly Candidates[] {
  const parts: { zones: Map<string, string[]>; bytes: number }[] = [];
  for (const [zoneId, keys] of Object.entries(candidates)) {
    for (const key of keys) {
      const bytes = Buffer.byteLength(key) + Buffer.byteLength(zoneId) + 8;
      let part = parts.at(-1);
      if (part === undefined || part.bytes + bytes > QUEUE_BODY_BYTES_MAX) {
        part = { zones: new Map(), bytes: 0 };
        parts.push(part);
      }
      const zone = part.zones.get(zoneId);
      if (zone === undefined) part.zones.set(zoneId, [key]);
      else zone.push(key);
      part.bytes += bytes;
    }
  }
  return parts.map((part) => Object.fromEntries(part.zones));
}
