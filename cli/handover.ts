import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Argument, type Command, InvalidArgumentError } from 'commander';
import type { Cluster } from '../lambdas/core/ports.ts';
import type { Half } from '../manifests/identity.ts';
import { DNS_SOURCES } from '../stack/config/dns-sources.ts';
import type { ConfigurationPlace } from '../stack/config/load.ts';
import { addClusterOptions, type ClusterOptions } from './cluster-option.ts';
import { type CliContext, EXIT, EXIT_HELP } from './context.ts';
import type { HandoverTarget } from './handover/apply-change.ts';
import type { CommonFacts } from './handover/facts.ts';
import { planFinishDns } from './handover/finish-dns.ts';
import { planFinishSecrets } from './handover/finish-secrets.ts';
import { planDns } from './handover/plan-dns.ts';
import { planSecrets } from './handover/plan-secrets.ts';
import { printOutcome, printStep, printSteps } from './handover/print-steps.ts';
import { readCommon } from './handover/read-common.ts';
import { readDeployedMode } from './handover/read-deployed-mode.ts';
import { readDnsHandover } from './handover/read-dns.ts';
import { readFinishDns, readFinishSecrets } from './handover/read-finish.ts';
import { readSecretsHandover } from './handover/read-secrets.ts';
import { runSteps } from './handover/run-steps.ts';
import type { Step } from './handover/step.ts';
import { selectCluster } from './selection.ts';
import { openUserCluster } from './user-cluster.ts';

interface HandoverOptions extends ClusterOptions {
  readonly context?: string;
  readonly apply?: boolean;
  readonly finish?: boolean;
  readonly stripFinalizers?: boolean;
  readonly json?: boolean;
  readonly store: readonly string[];
  readonly source: readonly string[];
}

const HELP = `
Without --apply nothing is written: every step is printed with what to do and, beside it, the way back. To go back, take
the "back" lines from the last step up. Where Argo CD or Flux manages an object, the step is a change in Git, since
self-heal would undo one by kubectl; --apply stops there, and a second call goes on.

States of a step: done; to do (--apply does it); yours (a change in Git, a deployment); waits; refused.

Examples:
  sluice handover secrets --config config/prod.yaml
  sluice handover secrets --config config/prod.yaml --store ClusterSecretStore/aws-ssm --apply
  sluice handover dns --config config/prod.yaml --apply
  sluice handover dns --config config/prod.yaml --finish
${EXIT_HELP}
handover exits with 1 when a step is refused or fails; steps that are yours are not a failure.`;

/** `sluice handover`: from ESO or ExternalDNS to sluice, step by step, with the user's rights. */
export function addHandover(program: Command, context: CliContext): void {
  addClusterOptions(program.command('handover'))
    .description(
      'hand over from External Secrets Operator or ExternalDNS, step by step, each with its way back',
    )
    .addArgument(new Argument('<half>', 'which half').choices(['secrets', 'dns']))
    .option('--context <context>', 'of the kubeconfig (default: the current one)')
    .option('--apply', 'make the changes, in order; stops at the first that fails or is not for it to make')
    .option('--finish', 'the end: remove ESO, or let the markers go that only older ExternalDNS read')
    .option(
      '--strip-finalizers',
      "secrets --finish: take ESO's finalizers off stores and PushSecrets that are left",
    )
    .option('--store <kind/name>', 'secrets: only this store, as the plan names it; repeatable', collect, [])
    .option(
      '--source <source>',
      'dns: only this source, ExternalDNS goes on with the others; repeatable',
      collectSource,
      [],
    )
    .option('--json', 'print the steps as JSON')
    .addHelpText('after', HELP)
    .action((half: Half, options: HandoverOptions) => handOver(context, half, options));
}

async function handOver(context: CliContext, half: Half, options: HandoverOptions): Promise<void> {
  const place = context.locateConfiguration?.(options.config);
  const { cluster } = openUserCluster(options.context);
  const judge = async (): Promise<readonly Step[]> => {
    const configuration = selectCluster(context.loadConfiguration(options.config), options.cluster);
    const common = await readCommon(cluster, configuration, {
      file: place === undefined ? 'the configuration' : relative(process.cwd(), place.path),
      deployedMode: await readDeployedMode(configuration, half),
    });
    if (options.finish === true) return await judgeFinish(cluster, common, { half, options });
    if (half === 'dns')
      return planDns(await readDnsHandover(cluster, common, options.source), options.source);
    return planSecrets(await readSecretsHandover(cluster, common), options.store);
  };
  if (options.apply !== true) {
    const steps = await judge();
    context.write(options.json === true ? toJson({ steps }) : printSteps(steps));
    finish(context, steps);
    return;
  }
  const { name } = selectCluster(context.loadConfiguration(options.config), options.cluster);
  const target: HandoverTarget = { cluster, configuration: required(place), clusterName: name };
  const told = (step: Step) => {
    if (options.json !== true) context.write(printStep(step));
  };
  const outcome = await runSteps(judge, target, { told, sleep });
  context.write(options.json === true ? toJson(outcome) : printOutcome(outcome));
  finish(context, outcome.steps);
}

async function judgeFinish(
  cluster: Cluster,
  common: CommonFacts,
  { half, options }: { readonly half: Half; readonly options: HandoverOptions },
): Promise<readonly Step[]> {
  if (half === 'dns') return planFinishDns(await readFinishDns(common));
  return planFinishSecrets(await readFinishSecrets(cluster, common), options.stripFinalizers === true);
}

function required(place: ConfigurationPlace | undefined): ConfigurationPlace {
  if (place === undefined) throw new Error('the configuration lies in no file that could be changed');
  return place;
}

function finish(context: CliContext, steps: readonly Step[]): void {
  if (steps.some(({ state }) => state === 'refused')) context.exitWith(EXIT.failed);
}

/** Without what `--apply` would send: that is in `how`. */
function toJson({ steps, ...rest }: { readonly steps: readonly Step[] }): string {
  const plain = steps.map(({ change: _change, ...step }) => step);
  return `${JSON.stringify({ ...rest, steps: plain }, undefined, 2)}\n`;
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

function collectSource(value: string, previous: readonly string[]): readonly string[] {
  if ((DNS_SOURCES as readonly string[]).includes(value)) return collect(value, previous);
  throw new InvalidArgumentError(`allowed: ${DNS_SOURCES.join(', ')}`);
}
