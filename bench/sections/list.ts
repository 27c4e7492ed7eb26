import type { ClusterParts } from '../function/cluster-parts.ts';
import type { Quantity } from '../quantity.ts';
import type { Section } from '../section.ts';
import { formatSpread, median } from '../statistics.ts';
import type { ServerMethods } from '../world/main.ts';

const SIZES = [500, 2_000];
const FULL_SIZES = [...SIZES, 10_000];
const WARM_UP = 10;
const ROUNDS = 25;
const LIMITS = { target: 2.5, fail: 3.5 } as const;

/** Listing over TLS and matching one parameter, against parsing the same bytes. */
export const list: Section = {
  name: 'list',
  title: 'list every ExternalSecret and match one parameter, against JSON.parse of the same bytes (CPU)',
  async measure(bench) {
    const measured: Quantity[] = [];
    for (const count of bench.full ? FULL_SIZES : SIZES) {
      const servers = bench.startServers<ServerMethods>();
      await servers.remote.seed();
      await servers.remote.grow(count);
      const parts = await bench.startProgram<ClusterParts>('cluster-parts');
      const { pairs, bytes } = await parts.remote.list(await servers.remote.addresses(), WARM_UP + ROUNDS);
      await Promise.all([servers.close(), parts.close()]);
      const warm = pairs.slice(WARM_UP);
      const ratios = warm.map(({ oursMs, bareMs }) => oursMs / bareMs);
      const ours = median(warm.map(({ oursMs }) => oursMs));
      measured.push({
        name: `list and match ${count} ExternalSecrets`,
        value: ours / median(warm.map(({ bareMs }) => bareMs)),
        unit: 'x',
        ...LIMITS,
        note: `${(bytes / 1e6).toFixed(1)} MB, ${ours.toFixed(1)} ms CPU, middle half ${formatSpread(ratios)}`,
      });
    }
    return measured;
  },
};
