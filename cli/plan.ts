import type { Command } from 'commander';
import { addClusterOptions, type ClusterOptions, halfOption } from './cluster-option.ts';
import { type CliContext, EXIT_HELP } from './context.ts';
import { finishWithReports } from './function-report.ts';
import { invokeHalves, type ObjectOptions } from './invoke-halves.ts';

interface PlanOptions extends ClusterOptions, ObjectOptions {
  readonly json?: boolean;
  readonly expectNoChanges?: boolean;
}

/** `sluice plan`: what a run would do now. Writes nothing, in either mode. */
export function addPlan(program: Command, context: CliContext): void {
  addClusterOptions(program.command('plan'))
    .description('show what the deployed functions would do now; nothing is written')
    .option('--namespace <namespace>', 'only objects of this namespace')
    .option('--name <name>', 'only this object; needs --namespace')
    .addOption(halfOption())
    .option('--json', 'print the reports as JSON')
    .option('--expect-no-changes', 'exit with 2 when there is anything to do')
    .addHelpText('after', EXIT_HELP)
    .action(async (options: PlanOptions) => {
      const reports = await invokeHalves(context, options, { action: 'plan' });
      finishWithReports(context, reports, options);
    });
}
