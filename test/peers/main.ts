import { type Count, isBroken } from './count.ts';
import { countRecordRewrites } from './count-record-rewrites.ts';
import { countRecordedRecords } from './count-recorded-records.ts';
import { countRewrites } from './count-rewrites.ts';
import { findPeer } from './find-peer.ts';

/**
 * `npm run test:peers`: takeover, running side by side and hand-back between sluice and the real External Secrets
 * Operator and ExternalDNS, on a real control plane, with what each rewrites counted. `PEER_ESO` and
 * `PEER_EXTERNALDNS` name the binaries; at least one has to be named, and only those that are named are run. Not part
 * of `npm test`, nor of CI. Exits 1 when a count is above its limit.
 */
const PEERS = {
  PEER_ESO: [countRewrites],
  PEER_EXTERNALDNS: [countRecordRewrites, countRecordedRecords],
} as const;

try {
  const named = (Object.keys(PEERS) as (keyof typeof PEERS)[]).filter((variable) => process.env[variable]);
  if (named.length === 0) {
    console.error('neither PEER_ESO nor PEER_EXTERNALDNS is set: name the binary of at least one');
    process.exitCode = 1;
  }
  const counts: Count[] = [];
  for (const variable of named) {
    const binary = findPeer(variable);
    for (const count of PEERS[variable]) counts.push(...(await count(binary, (text) => console.log(text))));
  }
  const judged = counts.filter(({ limit }) => limit !== undefined);
  const broken = judged.filter(isBroken);
  console.log(`${judged.length - broken.length} rules kept, ${broken.length} broken`);
  if (broken.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
