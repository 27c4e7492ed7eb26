import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { CaseServers, CorpusKind } from './driver.ts';
import { formatFieldList, readFieldList } from './field-list.ts';
import { printFigures } from './figures.ts';
import { formatFailures, formatNotes, formatSummary, tally } from './print.ts';
import { isCorpusKind, runFolder } from './run.ts';

const USAGE = `usage: npm run corpus -- <eso|externaldns|vectors> DIR [options]
       npm run corpus -- figures [--write]   the table of docs/compatibility.md, from our three folders
       npm run corpus -- fields [--write]    ESO's fields in docs/compatibility.md, from the definitions and the code

  --only PATTERN     cases whose id matches this regular expression
  --topic TOPIC      cases of one topic
  --verbose          every line of every difference, cases that diverged, texts that are worded differently
  --summary          figures by topic
  --real             on a real kube-apiserver, which is built first where that was not done (needs Go); cases of
                     ExternalDNS once more with moto's Route 53, where moto is known to follow the service (needs Python)`;

const OPTIONS = {
  only: { type: 'string' },
  topic: { type: 'string' },
  verbose: { type: 'boolean', default: false },
  summary: { type: 'boolean', default: false },
  real: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
} as const;

type Options = ReturnType<typeof parseOptions>['values'];

function parseOptions(args: string[]) {
  return parseArgs({ args, options: OPTIONS, allowPositionals: true });
}

/** Exit status: 0 when nothing failed, 1 when something did, 2 for a wrong command line. */
async function main(args: string[]): Promise<number> {
  const { positionals, values } = parseOptions(args);
  const [kind, directory, ...rest] = positionals;
  if (kind === 'figures' && directory === undefined) return printFigures(values.write);
  if (kind === 'fields' && directory === undefined) {
    process.stdout.write(`${values.write ? readFieldList(true) : formatFieldList()}\n`);
    return 0;
  }
  if (!isCorpusKind(kind) || directory === undefined || rest.length > 0) throw new TypeError(USAGE);
  return runKind(kind, directory, values);
}

async function runKind(kind: CorpusKind, directory: string, options: Options): Promise<number> {
  const { only, topic } = options;
  const run = await runOn(options.real ? kind : undefined, (servers) =>
    runFolder(kind, resolve(directory), { only, topic, ...servers }),
  );
  if (run.results.length === 0) throw new TypeError(`no ${kind} case in ${directory} fits`);
  const lines = [
    ...(options.verbose ? formatNotes(run.results) : []),
    ...formatFailures(run.results, options.verbose),
    ...formatSummary(run, { topics: options.summary }),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return tally(run.results).failed > 0 ? 1 : 0;
}

/** Gives the cases real servers, if asked to; their logs stay when they cannot be used. */
async function runOn<T>(
  real: CorpusKind | undefined,
  start: (servers: CaseServers) => Promise<T>,
): Promise<T> {
  if (real === undefined) return start({});
  const { startCaseServers } = await import('../real/case-servers.ts');
  const servers = await startCaseServers();
  try {
    const run = await startBesideMoto(real === 'externaldns', (moto) =>
      start({ openServer: servers.open, ...moto }),
    );
    await servers.verifyEmpty();
    return run;
  } finally {
    await servers.stop(false);
  }
}

async function startBesideMoto<T>(wanted: boolean, start: (moto: CaseServers) => Promise<T>): Promise<T> {
  if (!wanted) return start({});
  const { startMoto } = await import('../real/aws-emulators.ts');
  const moto = await startMoto();
  return start({ moto: moto.url }).finally(moto.stop);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof TypeError ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
