import type { Command } from 'commander';
import { addClusterOptions, type ClusterOptions } from './cluster-option.ts';
import { type CliContext, EXIT_HELP } from './context.ts';
import { chosenHalves, type HalfChoice, halfArgument } from './half-argument.ts';
import { HalfQueueReader } from './half-queues.ts';
import { selectCluster } from './selection.ts';

interface RedriveOptions extends ClusterOptions {
  readonly json?: boolean;
}

/** `sluice redrive`: dead letters get another five tries. They are hints, so a late one does no harm. */
export function addRedrive(program: Command, context: CliContext): void {
  addClusterOptions(program.command('redrive'))
    .description('send the dead letters of a half back to its queue, once what they failed at is mended')
    .addArgument(halfArgument())
    .option('--json', 'print as JSON')
    .addHelpText('after', EXIT_HELP)
    .action(async (choice: HalfChoice, options: RedriveOptions) => {
      const cluster = selectCluster(context.loadConfiguration(options.config), options.cluster);
      const queues = new HalfQueueReader(cluster);
      try {
        for (const half of chosenHalves(cluster, choice)) {
          const moved = await queues.redrive(half);
          const text = moved === 0 ? 'no dead letters' : `about ${moved} messages sent back`;
          context.write(
            options.json === true ? `${JSON.stringify({ half, moved })}\n` : `${half}: ${text}\n`,
          );
        }
      } finally {
        queues.close();
      }
    });
}
