import type { Command } from 'commander';
import { addClusterOptions, type ClusterOptions, halfOption } from './cluster-option.ts';
import { type CliContext, EXIT_HELP } from './context.ts';
import { finishWithReports } from './function-report.ts';
import { invokeHalves, type ObjectOptions } from './invoke-halves.ts';

interface ResyncOptions extends ClusterOptions, ObjectOptions {
  readonly json?: boolean;
}

/** `sluice resync`: reconcile now instead of at the next sweep. */
export function addResync(program: Command, context: CliContext): void {
  addClusterOptions(program.command('resync'))
    .description('reconcile now, as the next sweep would; in observe mode nothing is written')
    .option('--namespace <namespace>', 'only objects of this namespace')
    .option('--name <name>', 'only this object; needs --namespace')
    .addOption(halfOption())
    .option('--json', 'print the reports as JSON')
    .addHelpText('after', EXIT_HELP)
    .action(async (options: ResyncOptions) => {
      const reports = await invokeHalves(context, options, { action: 'resync' });
      finishWithReports(context, reports, options);
    });
}
