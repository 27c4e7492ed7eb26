import type { Command } from 'commander';
import type { Half } from '../manifests/identity.ts';
import { addClusterOptions, type ClusterOptions, halfOption } from './cluster-option.ts';
import { type CliContext, EXIT, EXIT_HELP } from './context.ts';
import type { Difference } from './report/fold-differences.ts';
import { compareHalf, type HalfDifferences } from './report/half-differences.ts';
import { printDifferences } from './report/print-differences.ts';
import { readLogLines } from './report/read-log-lines.ts';
import { parseSince } from './report/since.ts';
import { selectCluster, selectFunctions } from './selection.ts';

interface ReportOptions extends ClusterOptions {
  readonly since: string;
  readonly half?: Half;
  readonly json?: boolean;
  readonly expectNoDifferences?: boolean;
}

const HELP = `
Reads the functions' logs (CloudWatch Logs, kept for a month) with your AWS credentials. A difference ends when a run
sees what it wants: times are as exact as runs are frequent, a minute for what no event announces. Who wrote is not
known, only that somebody did: the same, or something else.
${EXIT_HELP}
report exits with 1 when a half has no run in the logs, and with 2 for --expect-no-differences.`;

/** `sluice report`: in observe mode, what sluice would have done and what the incumbent did. */
export function addReport(program: Command, context: CliContext): void {
  addClusterOptions(program.command('report'))
    .description(
      'in observe mode: every difference between what sluice would have done and what the incumbent did',
    )
    .option('--since <time>', '7d, 12h, 30m, or a time such as 2026-11-16T08:00:00Z', '7d')
    .addOption(halfOption())
    .option('--json', 'print as JSON')
    .option(
      '--expect-no-differences',
      'exit with 2 when something still differs, was done otherwise, or is refused',
    )
    .addHelpText('after', HELP)
    .action((options: ReportOptions) => report(context, options));
}

async function report(context: CliContext, options: ReportOptions): Promise<void> {
  const since = parseSince(options.since, Date.now());
  const cluster = selectCluster(context.loadConfiguration(options.config), options.cluster);
  const halves = await Promise.all(
    selectFunctions(cluster, options.half).map(async ({ half, functionName }) =>
      compareHalf(half, await readLogLines(cluster.region, { functionName, since })),
    ),
  );
  context.write(options.json === true ? toJson(halves, since) : printDifferences(halves, since));
  const open = halves.flatMap(({ differences }) => differences).filter(isOpen);
  if (halves.some(({ runs }) => runs === 0)) context.exitWith(EXIT.failed);
  else if (options.expectNoDifferences === true && open.length > 0)
    context.exitWith(EXIT.changesExpectedNone);
}

function isOpen({ outcome, endedAt }: Difference): boolean {
  return outcome === 'differs' || outcome === 'otherwise' || (outcome === 'refused' && endedAt === undefined);
}

/** Times as ISO 8601. */
function toJson(halves: readonly HalfDifferences[], since: number): string {
  const times: readonly string[] = ['since', 'firstRun', 'lastRun', 'firstSeen', 'lastSeen', 'endedAt'];
  const document = { since, halves };
  const text = JSON.stringify(
    document,
    (key, value: unknown) =>
      times.includes(key) && typeof value === 'number' ? new Date(value).toISOString() : value,
    2,
  );
  return `${text}\n`;
}
