import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { loadConfiguration, locateConfiguration } from '../stack/config/load.ts';
import { type CliContext, EXIT, EXIT_HELP } from './context.ts';
import { invokeFunction } from './lambda-invoke.ts';
import { loadVerbs } from './verbs.ts';

/**
 * `npm run sluice -- <verb>`: one file per verb, each with its own help.
 * @param argv without node and script
 * @returns the exit code (cli/context.ts)
 */
export async function runCli(
  argv: readonly string[],
  context: Omit<CliContext, 'exitWith'>,
): Promise<number> {
  let code: number = EXIT.done;
  const program = new Command('sluice')
    .description('push parameters into Kubernetes Secrets and hostnames into Route 53')
    .addHelpText('after', EXIT_HELP)
    .exitOverride()
    .configureOutput({ writeOut: (text) => context.write(text) });
  const verbContext: CliContext = {
    ...context,
    exitWith: (next) => {
      code = next;
    },
  };
  for (const add of await loadVerbs(argv[0])) add(program, verbContext);
  for (const command of program.commands) command.copyInheritedSettings(program);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.failed;
    process.stderr.write(`sluice: ${error instanceof Error ? error.message : String(error)}\n`);
    return EXIT.failed;
  }
}

if (import.meta.main) {
  const directory = join(import.meta.dirname, '..');
  process.exitCode = await runCli(process.argv.slice(2), {
    loadConfiguration: (file) => loadConfiguration({ directory, file }),
    locateConfiguration: (file) => locateConfiguration({ directory, file }),
    invoke: invokeFunction,
    write: (text) => void process.stdout.write(text),
  });
}
