import { parameterChange, startContainer, sweepMessage, toBatch } from '../container.ts';
import type { Bench } from '../context.ts';
import type { Quantity } from '../quantity.ts';
import type { Section } from '../section.ts';
import type { ServerMethods } from '../world/main.ts';

const LIMITS: Readonly<Record<number, { readonly target: number; readonly fail: number }>> = {
  500: { target: 110, fail: 150 },
  10000: { target: 160, fail: 220 },
};
const SIZES = [500];
const FULL_SIZES = [500, 10_000];
const EVENTS = 12;
const TIMEOUT_MS = 60_000;

/** Memory of a function process of its own: the bundle, a cold event, warm ones. */
export const memory: Section = {
  name: 'memory',
  title: `peak RSS of a secret-sync process after a cold and ${EVENTS} warm events`,
  async measure(bench) {
    const measured: Quantity[] = [];
    for (const count of bench.full ? FULL_SIZES : SIZES) measured.push(...(await measureSize(bench, count)));
    return measured;
  },
};

async function measureSize(bench: Bench, count: number): Promise<readonly Quantity[]> {
  const servers = bench.startServers<ServerMethods>();
  await servers.remote.seed();
  await servers.remote.put(0, 'first');
  await servers.remote.grow(count);
  const container = await startContainer(bench, 'secret-sync', servers.remote);
  const loadedMb = await container.remote.peakMemoryMb();
  let coldMb = Number.NaN;
  for (let round = 0; round <= EVENTS; round += 1) {
    await servers.remote.put(round, `value ${round}`);
    await container.remote.invoke(toBatch(parameterChange(round)), TIMEOUT_MS);
    if (round === 0) coldMb = await container.remote.peakMemoryMb();
  }
  const peakMb = await container.remote.peakMemoryMb();
  await container.remote.invoke(toBatch(sweepMessage()), TIMEOUT_MS);
  const sweptMb = await container.remote.peakMemoryMb();
  await Promise.all([servers.close(), container.close()]);
  return [
    {
      name: `peak RSS with ${count} ExternalSecrets`,
      value: peakMb,
      unit: 'MB',
      ...LIMITS[count],
      note: `${loadedMb.toFixed(0)} MB after loading, ${coldMb.toFixed(0)} MB after the cold event`,
    },
    {
      name: `the same after a first sweep that writes every Secret in its ${TIMEOUT_MS / 1000} s`,
      value: sweptMb,
      unit: 'MB',
    },
  ];
}
