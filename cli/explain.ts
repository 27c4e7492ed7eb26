import { Argument, type Command } from 'commander';
import type { Half } from '../manifests/identity.ts';
import { addClusterOptions, type ClusterOptions } from './cluster-option.ts';
import { type CliContext, EXIT, EXIT_HELP } from './context.ts';
import type { FunctionReport } from './function-report.ts';
import { invokeHalves } from './invoke-halves.ts';

interface ExplainOptions extends ClusterOptions {
  readonly json?: boolean;
}

type Entry = FunctionReport['report']['entries'][number];

/** Which half looks at a kind; as kubectl has them, without regard to case. */
const HALVES: Readonly<Record<string, Half>> = {
  externalsecret: 'secrets',
  dnsendpoint: 'dns',
  grpcroute: 'dns',
  httproute: 'dns',
  ingress: 'dns',
  service: 'dns',
  tlsroute: 'dns',
};

/** What each outcome means for somebody who wonders about one object. */
const MEANINGS: Readonly<Record<string, string>> = {
  created: 'would be created',
  updated: 'would be updated',
  deleted: 'would be deleted',
  pending: 'waits',
  unchanged: 'is as it should be',
  skipped: 'is left alone',
  refused: 'is refused',
  failed: 'fails',
};

/** `sluice explain`: why one object is synced, or is not. Asks the deployed function, and writes nothing. */
export function addExplain(program: Command, context: CliContext): void {
  addClusterOptions(program.command('explain'))
    .description('say why an object is or is not synced: what the deployed function makes of it now')
    .addArgument(new Argument('<kind>', Object.keys(HALVES).join(', ')))
    .argument('<object>', '<namespace>/<name>')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      `\nExample:\n  sluice explain externalsecret auth/postgres-auth-secret\n${EXIT_HELP}`,
    )
    .action(async (kind: string, object: string, options: ExplainOptions) => {
      const half = halfOf(kind);
      const [namespace, name] = parseObject(object);
      const asked = { ...options, half, namespace, name };
      const reports = await invokeHalves(context, asked, { action: 'plan' });
      const entries = reports.flatMap(({ report }) => report.entries);
      const text = entries.length === 0 ? nothing(kind, object, half) : entries.map(formatEntry).join('');
      context.write(options.json === true ? `${JSON.stringify(entries, undefined, 2)}\n` : text);
      if (entries.some(({ action }) => action === 'failed' || action === 'refused'))
        context.exitWith(EXIT.failed);
    });
}

function halfOf(kind: string): Half {
  const half = HALVES[kind.toLowerCase().replace(/s$/, '')] ?? HALVES[kind.toLowerCase()];
  if (half !== undefined) return half;
  throw new Error(`kind "${kind}" is none that is synced: give one of ${Object.keys(HALVES).join(', ')}`);
}

function parseObject(object: string): readonly [namespace: string, name: string] {
  const [namespace = '', name = '', ...rest] = object.split('/');
  if (namespace === '' || name === '' || rest.length > 0)
    throw new Error(`object "${object}": give it as <namespace>/<name>`);
  return [namespace, name];
}

function formatEntry({ subject, action, reason, message, keys }: Entry): string {
  const lines = [
    `${subject} ${MEANINGS[action] ?? action}: ${reason}`,
    ...(keys === undefined ? [] : [`  keys: ${keys.join(', ')}`]),
    ...(message === undefined ? [] : [`  ${message}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Nothing reported is an answer, too. */
function nothing(kind: string, object: string, half: Half): string {
  const why =
    half === 'dns'
      ? 'its names are as they should be, or it asks for none below the domain filters'
      : 'there is none of that name, or its API is not served';
  return `the ${half} half has nothing to say about ${kind} ${object}: ${why}\n`;
}
