import type { Command } from 'commander';
import type { Half } from '../manifests/identity.ts';
import { addClusterOptions, type ClusterOptions, halfOption } from './cluster-option.ts';
import { type CliContext, EXIT_HELP } from './context.ts';
import { type FunctionReport, finishWithReports } from './function-report.ts';
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
      const plans = await invokeHalves(context, options, { action: 'plan' });
      const reports = await Promise.all(
        findStopped(plans, checksum).map((half) =>
          invokeHalves(context, { ...options, half }, { action: 'release', checksum }),
        ),
      );
      finishWithReports(context, reports.flat(), options);
    });
}

/**
 * The halves that stopped just these deletions. A checksum that fits none would be a plain resync, which is not what
 * was asked for.
 *
 * @throws Error naming what is stopped now
 */
function findStopped(plans: readonly FunctionReport[], checksum: string): readonly Half[] {
  const stopped = plans.flatMap(({ half, report }) =>
    report.checksum === undefined ? [] : [{ half, checksum: report.checksum }],
  );
  const halves = stopped.filter((one) => one.checksum === checksum).map(({ half }) => half);
  if (halves.length > 0) return halves;
  const now = stopped.map((one) => `${one.half} with checksum ${one.checksum}`).join(', ') || 'nothing';
  throw new Error(
    `no stopped deletions have checksum ${checksum}; stopped now: ${now}; read them with "sluice plan" first`,
  );
}
