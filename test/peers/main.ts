import { countRewrites } from './count-rewrites.ts';
import { findPeer } from './find-peer.ts';

/**
 * `npm run test:peers`: takeover, running side by side and hand-back between sluice and the real External Secrets
 * Operator, on a real control plane, with what each rewrites counted. `PEER_ESO` names the operator's binary. Not part
 * of `npm test`, nor of CI. Exits 1 when a count is above its limit.
 */
try {
  const counts = await countRewrites(findPeer('PEER_ESO'), (text) => console.log(text));
  for (const { what, count, limit } of counts) {
    console.log(`${count <= limit ? 'ok  ' : 'FAIL'} ${what}: ${count}, at most ${limit}`);
  }
  if (counts.some(({ count, limit }) => count > limit)) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
