import { type Command, Option } from 'commander';

/** Options that choose what a verb is about. */
export interface ClusterOptions {
  readonly config?: string;
  readonly cluster?: string;
}

/** Adds `--config` and `--cluster`. */
export function addClusterOptions(command: Command): Command {
  return command
    .option('--config <file>', 'configuration document (default: what cdk.json names)')
    .option('--cluster <name>', 'cluster of the configuration (default: the only one)');
}

/** `--half`, for verbs that address functions. */
export function halfOption(): Option {
  return new Option('--half <half>', 'only this half (default: every deployed one)').choices([
    'secrets',
    'dns',
  ]);
}
