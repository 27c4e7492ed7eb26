import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { parseConfiguration } from '../stack/config.ts';
import { type CliContext, EXIT_HELP } from './context.ts';
import { readInstall } from './import/read-source.ts';
import { ask } from './init/ask.ts';
import { type ClusterFacts, compileCluster } from './init/compile-cluster.ts';
import { compileDns, type DnsFacts } from './init/compile-dns.ts';
import { compileSecrets } from './init/compile-secrets.ts';
import { type ClusterDraft, notesOf, printConfiguration, toDocument } from './init/print-configuration.ts';
import { readAccount, readIssuer, readZones } from './init/read-account.ts';
import { findExternalDns, readSecretsFacts, readVersion } from './init/read-cluster.ts';
import { openUserCluster, type UserCluster } from './user-cluster.ts';

interface InitOptions {
  readonly name?: string;
  readonly context?: string;
  readonly account?: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly ca?: string;
  readonly issuer?: string;
  readonly domain: readonly string[];
  readonly externaldns?: string;
  readonly externaldnsVersion?: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `sluice init`: a first configuration from what the cluster and the account have; nothing is changed in either. */
export function addInit(program: Command, context: CliContext): void {
  program
    .command('init')
    .description('write a configuration for your cluster, in observe mode, from what it and the account have')
    .option('--name <name>', 'of the cluster, part of every name (asked for on a terminal)')
    .option('--context <context>', 'of the kubeconfig (default: the current one)')
    .option('--account <id>', 'AWS account (default: that of your credentials)')
    .option('--region <region>', 'of the functions (default: that of your AWS profile)')
    .option('--endpoint <url>', 'of the API server, as functions reach it (default: that of the kubeconfig)')
    .option('--ca <file>', 'its certificate authority, PEM (default: that of the kubeconfig)')
    .option(
      '--issuer <url>',
      'of the tokens, for web-identity (default: that of the account, where it has one)',
    )
    .option(
      '--domain <domain>',
      'to serve; repeatable (default: those of the ExternalDNS found)',
      collect,
      [],
    )
    .option('--externaldns <file>', 'its chart values, Deployment or flags (default: found in the cluster)')
    .option('--externaldns-version <version>', 'such as v0.14.0 (default: the tag of its image)')
    .option('--out <file>', 'to write (default: config/<name>.yaml)')
    .option('--force', 'replace the file when it is there')
    .option('--json', 'print the configuration as JSON, and write no file')
    .addHelpText('after', EXIT_HELP)
    .action((options: InitOptions) => init(context, options));
}

async function init(context: CliContext, options: InitOptions): Promise<void> {
  const user = openUserCluster(options.context);
  const name = await ask('name', options.name, suggestName(user.context));
  const facts = await readClusterFacts(user, name, options);
  const draft: ClusterDraft = {
    cluster: compileCluster(facts),
    secrets: compileSecrets(await readSecretsFacts(user.cluster), facts.region),
    dns: compileDns(await readDnsFacts(user, facts.region, options), name),
  };
  // What is printed can be deployed: a mistake of ours is found here, not by the next command.
  parseConfiguration(toDocument(draft));
  if (options.json === true) {
    context.write(`${JSON.stringify(toDocument(draft), undefined, 2)}\n`);
    return;
  }
  const file = options.out ?? join('config', `${name}.yaml`);
  if (existsSync(file) && options.force !== true) {
    throw new Error(`${file} is there already: --out names another file, --force replaces it`);
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, printConfiguration(draft));
  context.write(summary(file, draft));
}

async function readClusterFacts(
  user: UserCluster,
  name: string,
  options: InitOptions,
): Promise<ClusterFacts> {
  const version = await readVersion(user);
  const known = { account: options.account, region: options.region };
  const { account, region } =
    known.account === undefined || known.region === undefined
      ? { ...(await readAccount()), ...withoutUndefined(known) }
      : { account: known.account, region: known.region };
  const ca = options.ca === undefined ? user.ca : readFileSync(options.ca, 'utf8');
  if (ca === '')
    throw new Error(
      'the kubeconfig has no certificate authority: name a PEM file with --ca; there is no insecure mode',
    );
  const { endpoint = user.endpoint, issuer = await readIssuer(region) } = options;
  const isAddressGiven = options.endpoint !== undefined || options.ca !== undefined;
  const facts = { name, account, region, endpoint, ca, version, isAddressGiven };
  return issuer === undefined ? facts : { ...facts, issuer };
}

async function readDnsFacts(user: UserCluster, region: string, options: InitOptions): Promise<DnsFacts> {
  const { externaldns: file, externaldnsVersion: version, domain: domains } = options;
  const install =
    file === undefined
      ? await findExternalDns(user.cluster)
      : readInstall(readFileSync(file, 'utf8'), { releaseNamespace: undefined });
  const needsZones = install !== undefined || domains.length > 0;
  return {
    ...(install === undefined ? {} : { install }),
    ...(version === undefined ? {} : { version }),
    zones: needsZones ? await readZones(region) : [],
    domains,
  };
}

function summary(file: string, draft: ClusterDraft): string {
  const notes = notesOf(draft);
  const halves = [
    draft.secrets === undefined ? [] : ['secrets'],
    draft.dns === undefined || draft.dns.settings.length === 0 ? [] : ['dns'],
  ].flat();
  return [
    `${file} written: ${halves.join(' and ')}, in observe mode.`,
    ...notes.map((note) => `- ${note}`),
    'Next: npm run -s sluice -- manifests --config FILE | kubectl apply -f -',
    'then: npm run deploy -- -c config=FILE',
    '',
  ]
    .join('\n')
    .replaceAll('FILE', file);
}

/** The last part of a context's name (`admin@eco2-dev`, an ARN ending in `cluster/prod`), as far as it is a name. */
function suggestName(context: string): string | undefined {
  const last = context
    .split(/[/@]/)
    .at(-1)
    ?.toLowerCase()
    .replace(/[^a-z0-9-]/g, '-');
  return last !== undefined && /^[a-z]([a-z0-9-]{0,34}[a-z0-9])?$/.test(last) ? last : undefined;
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
