import type { Command } from 'commander';
import type { Half } from '../manifests/identity.ts';
import { addClusterOptions, type ClusterOptions, halfOption } from './cluster-option.ts';
import { type CliContext, EXIT, EXIT_HELP } from './context.ts';
import { chosenHalves } from './half-argument.ts';
import { HalfControl, type HalfSwitches } from './half-control.ts';
import { FRESHNESS_HOURS, type HalfFreshness, HalfFreshnessReader } from './half-freshness.ts';
import { HalfQueueReader, type HalfQueues } from './half-queues.ts';
import { selectCluster } from './selection.ts';

interface StatusOptions extends ClusterOptions {
  readonly half?: Half;
  readonly json?: boolean;
}

/** What `status` says of one half. */
interface HalfStatus {
  readonly half: Half;
  readonly state: 'working' | 'paused' | 'partly paused';
  readonly mode: string;
  /** Of what is deployed. */
  readonly version: string;
  readonly deployedAt: string | undefined;
  readonly switches: Pick<HalfSwitches, 'pollsQueue' | 'refusesInvokes' | 'sweeps'>;
  readonly queue: HalfQueues;
  readonly freshness: HalfFreshness;
}

/** `sluice status`: whether each half works, in which mode, what waits on its queues, and how far behind it is. */
export function addStatus(program: Command, context: CliContext): void {
  addClusterOptions(program.command('status'))
    .description(
      'show whether each half works or is paused, its mode and version, what waits, the last sweep',
    )
    .addOption(halfOption())
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      `${EXIT_HELP}\nstatus exits with 1 when a half is partly paused or has dead letters.`,
    )
    .action((options: StatusOptions) => showStatus(context, options));
}

async function showStatus(context: CliContext, options: StatusOptions): Promise<void> {
  const cluster = selectCluster(context.loadConfiguration(options.config), options.cluster);
  const [control, queues] = [new HalfControl(cluster), new HalfQueueReader(cluster)];
  const freshness = new HalfFreshnessReader(cluster);
  try {
    const statuses = await Promise.all(
      chosenHalves(cluster, options.half).map(async (half) => ({
        ...describeHalf(await control.read(half)),
        queue: await queues.read(half),
        freshness: await freshness.read(half),
      })),
    );
    const json = `${JSON.stringify(statuses, undefined, 2)}\n`;
    context.write(options.json === true ? json : statuses.map(formatStatus).join(''));
    const isWrong = ({ state, queue }: HalfStatus) => state === 'partly paused' || queue.deadLetters > 0;
    if (statuses.some(isWrong)) context.exitWith(EXIT.failed);
  } finally {
    control.close();
    queues.close();
    freshness.close();
  }
}

function describeHalf(read: HalfSwitches): Omit<HalfStatus, 'queue' | 'freshness'> {
  const { half, description, deployedAt, refusesInvokes, pollsQueue, sweeps } = read;
  const stopped = [refusesInvokes, !pollsQueue, !sweeps].filter(Boolean).length;
  const state = stopped === 0 ? 'working' : stopped === 3 ? 'paused' : 'partly paused';
  // The stack writes both there: `parameters to Secrets of cluster eco2-dev, sluice 0.1.0 (enforce)`.
  const mode = /\((observe|enforce)\)$/.exec(description)?.[1] ?? 'unknown';
  const version = /, sluice (\S+) \(/.exec(description)?.[1] ?? 'unknown';
  return { half, state, mode, version, deployedAt, switches: { pollsQueue, refusesInvokes, sweeps } };
}

function formatStatus(status: HalfStatus): string {
  const { half, state, mode, version, deployedAt, switches, queue, freshness } = status;
  const { waiting, inFlight, delayed, deadLetters } = queue;
  const odd = [
    ...(switches.refusesInvokes ? ['invocations refused'] : []),
    ...(switches.pollsQueue ? [] : ['queue not polled']),
    ...(switches.sweeps ? [] : ['no sweeps']),
  ];
  const lines = [
    `${half}: ${state}${odd.length === 0 ? '' : ` (${odd.join(', ')})`}, mode ${mode}, version ${version}`,
    ...(deployedAt === undefined ? [] : [`  deployed ${deployedAt}`]),
    `  queue: ${waiting} waiting, ${inFlight} in flight, ${delayed} delayed; ${deadLetters} dead letters`,
    `  ${formatFreshness(freshness)}`,
    ...(state === 'partly paused'
      ? [`  a deployment changed a switch: "sluice pause ${half}" or "resume" it`]
      : []),
    ...(deadLetters > 0 ? [`  "sluice redrive ${half}" sends the dead letters back`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function formatFreshness({ lastSweep, oldestMessageSeconds, couldNotTell }: HalfFreshness): string {
  if (couldNotTell !== undefined) return `last sweep: could not tell (${couldNotTell})`;
  const sweep =
    lastSweep === undefined ? `no sweep succeeded in ${FRESHNESS_HOURS} hours` : `last sweep ${lastSweep}`;
  return oldestMessageSeconds === undefined
    ? sweep
    : `${sweep}; the oldest message waits ${Math.round(oldestMessageSeconds)} s`;
}
