import type { Command } from 'commander';
import { addClusterOptions, type ClusterOptions, halfOption } from './cluster-option.ts';
import { type CliContext, EXIT_HELP } from './context.ts';
import { finishWithReports } from './function-report.ts';
import { invokeHalves, type ObjectOptions } from './invoke-halves.ts';

interface ReleaseOptions extends ClusterOptions, Pick<ObjectOptions, 'half'> {
  readonly json?: boolean;
}

/** `sluice release`: a person lets stopped deletions through, by the checksum of the plan they read. */
export function addRelease(program: Command, context: CliContext): void {
  addClusterOptions(program.command('release'))
    .description('let deletions through that the breaker stopped')
    .argument('<checksum>', 'printed by "sluice plan"; a plan that has changed since is not released')
    .addOption(halfOption())
    .option('--json', 'print the reports as JSON')
    .addHelpText('after', EXIT_HELP)
    .action(async (checksum: string, options: ReleaseOptions) => {
      const reports = await invokeHalves(context, options, { action: 'release', checksum });
      finishWithReports(context, reports, options);
    });
}
