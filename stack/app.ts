import { join } from 'node:path';
import { loadConfiguration } from './config/load.ts';
import { synthesize } from './synthesize.ts';

/**
 * The CDK app: `cdk synth`, or plain `node stack/app.ts`. The CLI hands over `-c config=FILE` and the directory
 * to write to in these two variables; without it cdk.json is read all the same.
 */
const context: unknown = JSON.parse(process.env['CDK_CONTEXT_JSON'] ?? '{}');
const file = (context as { readonly config?: string }).config;
const directory = join(import.meta.dirname, '..');

try {
  const configuration = loadConfiguration({ directory, file });
  await synthesize(configuration, process.env['CDK_OUTDIR'] ?? join(directory, 'cdk.out'));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
