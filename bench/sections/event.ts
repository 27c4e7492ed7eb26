import { basename } from 'node:path';
import { measureBundle } from '../../stack/bundling/budget.ts';
import { parameterChange, startContainer, sweepMessage, toBatch } from '../container.ts';
import type { Bench, FunctionName } from '../context.ts';
import type { BundleRunner } from '../function/bundle-runner.ts';
import type { Remote } from '../processes/rpc.ts';
import type { Quantity } from '../quantity.ts';
import type { Section } from '../section.ts';
import { formatSpread, median, quantile } from '../statistics.ts';
import type { ServerMethods } from '../world/main.ts';

const EXTERNAL_SECRETS = 500;
const WARM_UP = 40;
const EVENTS = 300;
const TIMEOUT_MS = 60_000;
const NS_PER_MS = 1e6;

/** One changed parameter, from the delivered batch on, in a warm container. */
export const event: Section = {
  name: 'event',
  title: `one changed parameter, ${EXTERNAL_SECRETS} ExternalSecrets, the sandbox's API server over TLS, or with --real a kube-apiserver`,
  async measure(bench) {
    const servers = bench.startServers<ServerMethods>();
    await servers.remote.seed();
    const container = await startContainer(bench, 'secret-sync', servers.remote);
    await deliver(servers.remote, container.remote, 'cold');
    await servers.remote.grow(EXTERNAL_SECRETS);
    for (let round = 0; round < WARM_UP; round += 1) {
      await deliver(servers.remote, container.remote, `warm ${round}`);
    }
    await prepareReplay(servers.remote, container.remote);
    const before = await servers.remote.connections();
    const samples = await takeSamples(servers.remote, container.remote);
    const after = await servers.remote.connections();
    const quantities = compileQuantities(samples);
    // Of a real API server no connections are known, and the token it takes is a matter of first use.
    if (!bench.real) {
      quantities.push(countConnections(before.kubernetes, after.kubernetes));
      quantities.push(await countLazy(bench, 'secret-sync', await container.remote.opened()));
      quantities.push(await countDnsLazy(bench, servers.remote));
    }
    await Promise.all([servers, container].map((child) => child.close()));
    return quantities;
  },
};

async function countDnsLazy(bench: Bench, servers: Remote<ServerMethods>): Promise<Quantity> {
  const dns = await startContainer(bench, 'dns-sync', servers);
  await dns.remote.invoke(toBatch(sweepMessage()), TIMEOUT_MS);
  const opened = await dns.remote.opened();
  await dns.close();
  return countLazy(bench, 'dns-sync', opened);
}

function countConnections(before: number, after: number): Quantity {
  const note = `${EVENTS} events and as many replays; ${before} open before`;
  return {
    name: 'TLS connections opened by warm events',
    value: after - before,
    unit: '',
    target: 0,
    fail: 0,
    note,
  };
}

interface Sample {
  readonly cpuMs: number;
  /** From the delivery to the moment the server had stored the Secret. */
  readonly latencyMs: number;
}

interface Samples {
  readonly ours: readonly Sample[];
  /** The same calls over bare `node:https`, answers read and dropped. */
  readonly bare: readonly Sample[];
  /** The same, and each answer parsed: what no client that looks at the list can save. */
  readonly parsed: readonly Sample[];
}

/** The function and the bare calls in turn, so that both meet the same load of the machine. */
async function takeSamples(
  servers: Remote<ServerMethods>,
  container: Remote<BundleRunner>,
): Promise<Samples> {
  const ours: Sample[] = [];
  const bare: Sample[] = [];
  const parsed: Sample[] = [];
  for (let round = 0; round < EVENTS; round += 1) {
    ours.push(await deliver(servers, container, `value ${round}`));
    bare.push(await toSample(servers, await container.replay(2 * round, false)));
    parsed.push(await toSample(servers, await container.replay(2 * round + 1, true)));
  }
  return { ours, bare, parsed };
}

async function deliver(
  servers: Remote<ServerMethods>,
  container: Remote<BundleRunner>,
  value: string,
): Promise<Sample> {
  await servers.put(0, value);
  const invocation = await container.invoke(toBatch(parameterChange(0)), TIMEOUT_MS);
  const failures = JSON.stringify(invocation.result);
  if (failures !== '{"batchItemFailures":[]}') throw new Error(`an event was not done: ${failures}`);
  return toSample(servers, invocation);
}

async function toSample(
  servers: Remote<ServerMethods>,
  { cpuMs, startedAt }: { readonly cpuMs: number; readonly startedAt: string },
): Promise<Sample> {
  const latencyMs = Number(BigInt(await servers.secretStoredAt()) - BigInt(startedAt)) / NS_PER_MS;
  return { cpuMs, latencyMs };
}

/** Takes down the calls of one event and warms their replay up. */
async function prepareReplay(servers: Remote<ServerMethods>, container: Remote<BundleRunner>): Promise<void> {
  const { kubernetes, aws, ca } = await servers.addresses();
  await container.record();
  await deliver(servers, container, 'recorded');
  await container.prepareReplay({ kubernetes, ca, aws });
  for (let round = 0; round < WARM_UP; round += 1) {
    await toSample(servers, await container.replay(2 * EVENTS + round, true));
  }
}

function compileQuantities({ ours, bare, parsed }: Samples): Quantity[] {
  const cpu = (samples: readonly Sample[]) => samples.map(({ cpuMs }) => cpuMs);
  const cpuOfParsed = median(cpu(parsed));
  return [
    {
      name: 'CPU of the function for a warm event',
      value: median(cpu(ours)),
      unit: 'ms',
      target: 25,
      note: `median of ${ours.length}, middle half ${formatSpread(cpu(ours), 1)} ms`,
    },
    {
      name: 'CPU of a warm event against node:https and JSON.parse, same calls',
      value: median(cpu(ours)) / cpuOfParsed,
      unit: 'x',
      target: 2,
      fail: 2,
      note: `${cpuOfParsed.toFixed(1)} ms; without parsing ${median(cpu(bare)).toFixed(1)} ms`,
    },
    compareLatency('delivered event to Secret written, p50 against node:https', {
      ours,
      floor: bare,
      q: 0.5,
      target: 1.6,
    }),
    compareLatency('delivered event to Secret written, p99 against node:https', {
      ours,
      floor: bare,
      q: 0.99,
      target: 3,
    }),
    compareLatency('p50 against node:https and JSON.parse', { ours, floor: parsed, q: 0.5 }),
  ];
}

function compareLatency(
  name: string,
  {
    ours,
    floor,
    q,
    target,
  }: {
    readonly ours: readonly Sample[];
    readonly floor: readonly Sample[];
    readonly q: number;
    readonly target?: number;
  },
): Quantity {
  const [mine, least] = [ours, floor].map((samples) =>
    quantile(
      samples.map(({ latencyMs }) => latencyMs),
      q,
    ),
  );
  if (mine === undefined || least === undefined) throw new Error('nothing was measured');
  return {
    name,
    value: mine / least,
    unit: 'x',
    ...(target === undefined ? {} : { target }),
    note: `${mine.toFixed(1)} against ${least.toFixed(1)} ms, n ${ours.length}`,
  };
}

/** Files of first use that a run of the main job opened all the same. */
async function countLazy(bench: Bench, name: FunctionName, opened: readonly string[]): Promise<Quantity> {
  const { metafile } = await bench.bundle(name);
  const { lazyFiles } = measureBundle(metafile);
  const names = opened.map((path) => basename(path));
  const early = lazyFiles.filter((file) => names.includes(file));
  const note = early.length === 0 ? `${opened.length} files opened` : early.join(', ');
  return {
    name: `${name}: files of first use opened by the main job`,
    value: early.length,
    unit: '',
    target: 0,
    fail: 0,
    note,
  };
}
