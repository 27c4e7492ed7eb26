import type { Command } from 'commander';
import type { Half } from '../manifests/identity.ts';
import { addClusterOptions, type ClusterOptions, halfOption } from './cluster-option.ts';
import { type CliContext, EXIT } from './context.ts';
import { AccountReader } from './doctor/account-reader.ts';
import type { Doctor } from './doctor/doctor.ts';
import { LINKS } from './doctor/links.ts';
import { locateOnce } from './doctor/located-cluster.ts';
import { createProgress, formatTotals } from './doctor/print-findings.ts';
import { runLinks } from './doctor/run-links.ts';
import { chosenHalves } from './half-argument.ts';
import { selectCluster } from './selection.ts';
import { openUserCluster, type UserCluster } from './user-cluster.ts';

interface DoctorOptions extends ClusterOptions {
  readonly half?: Half;
  readonly context?: string;
  readonly json?: boolean;
}

/** `sluice doctor`: each link from the account to the zones, and what to change where one is broken. */
export function addDoctor(program: Command, context: CliContext): void {
  addClusterOptions(program.command('doctor'))
    .description('check each link from your account to the cluster and the zones, and say what fixes it')
    .addOption(halfOption())
    .option('--context <context>', 'of the kubeconfig (default: the current one)')
    .option('--json', 'print the findings as JSON')
    .addHelpText(
      'after',
      `
It reads with your own rights, asks the functions for a plan of nothing, and changes nothing.

  ok              as it should be
  warn            works, and somebody should know
  failed          broken; the line beneath says what fixes it
  could not tell  you may not read it, or it is not to be seen from here
  not checked     hangs on something that failed

Exit codes: 0 nothing failed; 1 something failed.`,
    )
    .action((options: DoctorOptions) => examine(context, options));
}

async function examine(context: CliContext, options: DoctorOptions): Promise<void> {
  const cluster = selectCluster(context.loadConfiguration(options.config), options.cluster);
  const account = new AccountReader(cluster.region);
  const doctor: Doctor = {
    cluster,
    located: locateOnce(cluster),
    halves: chosenHalves(cluster, options.half),
    account,
    user: onceOpened(options.context),
    invoke: context.invoke,
    ...commandsFor(options),
  };
  const write = options.json === true ? () => undefined : context.write;
  try {
    const results = await runLinks(LINKS, doctor, createProgress(write, process.stderr));
    if (options.json === true) context.write(`${JSON.stringify(results, undefined, 2)}\n`);
    else context.write(`\n${formatTotals(results)}\n`);
    const failed = results.some(({ findings }) => findings.some(({ outcome }) => outcome === 'failed'));
    if (failed) context.exitWith(EXIT.failed);
  } finally {
    account.close();
  }
}

function onceOpened(name: string | undefined): () => UserCluster {
  let opened: UserCluster | undefined;
  return () => {
    opened ??= openUserCluster(name);
    return opened;
  };
}

/** Commands that can be pasted: with the options that this one was given. */
function commandsFor({ config, cluster }: ClusterOptions): Pick<Doctor, 'sluice' | 'deploy'> {
  const given = [
    ...(config === undefined ? [] : [`--config ${config}`]),
    ...(cluster === undefined ? [] : [`--cluster ${cluster}`]),
  ];
  return {
    sluice: (verb) => ['npm run -s sluice --', verb, ...given].join(' '),
    deploy: `npm run deploy${config === undefined ? '' : ` -- -c config=${config}`}`,
  };
}
