import type { ClusterParts } from '../function/cluster-parts.ts';
import type { Section } from '../section.ts';
import { formatSpread, median } from '../statistics.ts';
import type { ServerMethods } from '../world/main.ts';

const SECRETS = 8;
const PER_ROUND = 40;
const WARM_UP = 3;
const ROUNDS = 12;

/** The product's PUT of a Secret, against a bare one of the same bytes. */
export const writes: Section = {
  name: 'writes',
  title: 'PUT of a changed Secret through our client, against bare node:https with keep-alive (CPU)',
  async measure(bench) {
    const servers = bench.startServers<ServerMethods>();
    await servers.remote.seed();
    await servers.remote.writeTargets(SECRETS);
    const parts = await bench.startProgram<ClusterParts>('cluster-parts');
    const options = { secrets: SECRETS, perRound: PER_ROUND, rounds: WARM_UP + ROUNDS };
    const pairs = await parts.remote.write(await servers.remote.addresses(), options);
    await Promise.all([servers.close(), parts.close()]);
    const warm = pairs.slice(WARM_UP);
    const ours = median(warm.map(({ oursMs }) => oursMs));
    const bare = median(warm.map(({ bareMs }) => bareMs));
    return [
      {
        name: 'write of a Secret',
        value: ours / bare,
        unit: 'x',
        target: 1.5,
        fail: 2.5,
        note: `${ours.toFixed(2)} against ${bare.toFixed(2)} ms, middle half ${formatSpread(warm.map(({ oursMs, bareMs }) => oursMs / bareMs))}`,
      },
    ];
  },
};
