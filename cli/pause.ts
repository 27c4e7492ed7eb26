import type { Command } from 'commander';
import type { Half } from '../manifests/identity.ts';
import { addClusterOptions, type ClusterOptions } from './cluster-option.ts';
import { type CliContext, EXIT_HELP } from './context.ts';
import { chosenHalves, type HalfChoice, halfArgument } from './half-argument.ts';
import { HalfControl } from './half-control.ts';
import { selectCluster } from './selection.ts';

interface PauseOptions extends ClusterOptions {
  readonly json?: boolean;
}

/** `sluice pause` and `sluice resume`. */
export function addPause(program: Command, context: CliContext): void {
  addClusterOptions(program.command('pause'))
    .description('stop a half: nothing is read from its queue, no sweep comes, and invocations are refused')
    .addArgument(halfArgument())
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      `
It survives a deployment: nothing of the stack names the function's concurrency. Events wait on the queue for four days
at most; after "sluice resume" the first sweep looks at everything.
${EXIT_HELP}`,
    )
    .action((choice: HalfChoice, options: PauseOptions) =>
      switchHalves(context, options, { choice, did: 'paused', act: (control, half) => control.pause(half) }),
    );
  addClusterOptions(program.command('resume'))
    .description('start a half again that was paused')
    .addArgument(halfArgument())
    .option('--json', 'print as JSON')
    .addHelpText('after', EXIT_HELP)
    .action((choice: HalfChoice, options: PauseOptions) =>
      switchHalves(context, options, {
        choice,
        did: 'resumed',
        act: (control, half) => control.resume(half),
      }),
    );
}

/** One half after the other; what was done is told even when the next one fails. */
async function switchHalves(
  context: CliContext,
  options: PauseOptions,
  what: {
    readonly choice: HalfChoice;
    readonly did: 'paused' | 'resumed';
    readonly act: (control: HalfControl, half: Half) => Promise<void>;
  },
): Promise<void> {
  const cluster = selectCluster(context.loadConfiguration(options.config), options.cluster);
  const control = new HalfControl(cluster);
  try {
    for (const half of chosenHalves(cluster, what.choice)) {
      await what.act(control, half);
      const line =
        options.json === true ? JSON.stringify({ half, [what.did]: true }) : `${half}: ${what.did}`;
      context.write(`${line}\n`);
    }
  } finally {
    control.close();
  }
}
