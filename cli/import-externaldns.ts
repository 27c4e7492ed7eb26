import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type CliContext, EXIT, EXIT_HELP } from './context.ts';
import { compileImport } from './import/compile-dns.ts';
import { printFlagTable } from './import/flag-table.ts';
import { printImport } from './import/print-dns.ts';
import { readInstall } from './import/read-source.ts';

interface ImportOptions {
  readonly version?: string;
  readonly releaseNamespace?: string;
}

/** `sluice import externaldns FILE`: an ExternalDNS as configuration of ours. */
export function addImport(program: Command, context: CliContext): void {
  const parent = program.command('import').description("turn another program's settings into configuration");
  const command = parent
    .command('externaldns')
    .description("ExternalDNS's chart values, Deployment or list of flags, as the dns block of a cluster")
    .argument('[file]', 'file to read, - for standard input')
    .option('--version <version>', 'of ExternalDNS, such as v0.14.0 (default: the tag in the file)')
    .option('--release-namespace <namespace>', 'of the Helm release, for charts with namespaced: true')
    .option('--flags', "print what becomes of each of ExternalDNS's flags, as Markdown")
    .addHelpText(
      'after',
      `
Examples:
  helm get values external-dns -n external-dns | npm run -s sluice -- import externaldns - --version v0.14.0
  kubectl get deployment external-dns -n external-dns -o yaml | npm run -s sluice -- import externaldns -

Exits with 1 when something that decides about records cannot be carried over.
${EXIT_HELP}`,
    )
    .action((file: string | undefined, options: ImportOptions & { readonly flags?: boolean }) => {
      if (options.flags === true) context.write(printFlagTable());
      else if (file === undefined)
        throw new Error('name the file with the settings, or - for standard input');
      else importFile(context, file, options);
    });
  command.copyInheritedSettings(program);
  parent.copyInheritedSettings(program);
}

function importFile(context: CliContext, file: string, options: ImportOptions): void {
  const text = readFileSync(file === '-' ? 0 : file, 'utf8');
  const install = readInstall(text, { releaseNamespace: options.releaseNamespace });
  const version = options.version ?? install.version;
  if (version === undefined) {
    throw new Error(
      'which ExternalDNS wrote the zone is not in the file: give --version, the tag of its image, such as v0.14.0',
    );
  }
  const compiled = compileImport(install.flags, version);
  const imported = { ...compiled, refused: [...install.problems, ...compiled.refused] };
  context.write(printImport(imported, `From ExternalDNS ${version}, read as ${install.form}.`));
  if (imported.refused.length > 0) context.exitWith(EXIT.failed);
}
