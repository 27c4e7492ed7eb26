import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import {
  CreateHostedZoneCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { identityOf } from '../../manifests/identity.ts';
import { runTool } from '../../sandbox/control-plane/run-tool.ts';
import { secretText } from '../../sandbox/narrative/observations.ts';
import { deployRoles } from '../../sandbox/runtime/deploy-roles.ts';
import { readManifest } from '../../sandbox/runtime/manifests.ts';
import { resolveStack } from '../../sandbox/template/resolve-stack.ts';
import { readSynthesizedStack } from '../../sandbox/template/template.ts';
import { type AwsEmulator, startMiniStack } from './aws-emulators.ts';
import { type RealCluster, startRealCluster } from './control-plane.ts';
import { listenCloudFormation } from './ministack-cloudformation.ts';
import { listenSandbox, type StandIn } from './sandbox-stand-in.ts';
import { readRunSteps } from './workflow-steps.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const BIN = join(ROOT, 'node_modules', '.bin');
const PARAMETER = '/eco2/dev/database/auth/postgres-password';
const PATIENCE_MS = 120_000;
/** Any loopback address but the usual one: MiniStack's functions speak plain HTTP to that, whatever the URL says. */
const ADDRESS_OF_API = '127.0.0.2';

const directory = mkdtempSync(join(tmpdir(), 'sluice-deploy-'));
const assembly = join(directory, 'cdk.out');
let real: RealCluster;
let sts: StandIn;
let mini: AwsEmulator;
let cloudFormation: StandIn;

beforeAll(async () => {
  real = await startRealCluster({ address: ADDRESS_OF_API });
  const { configuration, aws } = real;
  const { roleArn, functionName, functionArn } = identityOf(configuration, 'secrets');
  const session = { roleArn, sessionName: functionName, durationSeconds: 12 * 3600, functionArn };
  const keys = aws.credentials.issueSession(session);
  sts = await listenSandbox(aws, () => keys);
  mini = await startMiniStack({
    AWS_ENDPOINT_URL_STS: sts.url,
    MINISTACK_ACCOUNT_ID: configuration.account,
    MINISTACK_REGION: configuration.region,
    PATH: [BIN, process.env['PATH']].join(delimiter),
  });
  cloudFormation = await listenCloudFormation(mini.url);
  writeFileSync(join(directory, 'config.yaml'), stringify(exampleFor(real)));
});
afterAll(async () => {
  await cloudFormation?.close();
  await mini?.stop();
  await sts?.close();
  await real?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** config/example.yaml with this cluster's address, authority and issuer in place of those of the example. */
function exampleFor({ configuration: { endpoint, ca, auth } }: RealCluster): object {
  const text = readFileSync(join(ROOT, 'config', 'example.yaml'), 'utf8');
  const { clusters } = parse(text) as { readonly clusters: readonly object[] };
  return { clusters: clusters.map((cluster) => ({ ...cluster, endpoint, ca, auth })) };
}

/** The stock CLI, where there is no app: an account is bootstrapped without one, and a stack destroyed. */
async function cdk(...args: readonly string[]): Promise<string> {
  return runTool({
    command: join(BIN, 'cdk'),
    args: [...args],
    install: 'run npm ci',
    cwd: directory,
    environment: environmentOfCli(),
  });
}

/** What a job of the workflow runs, as a runner of GitHub would. Out: what each step printed, and the summary. */
async function runJob(job: string): Promise<string> {
  const summary = join(directory, `${job}.md`);
  const printed: string[] = [];
  for (const script of readRunSteps('deploy.yml', job)) {
    const environment = {
      ...environmentOfCli(),
      CDK_OUTPUT: assembly,
      SLUICE_CONFIG: join(directory, 'config.yaml'),
      GITHUB_STEP_SUMMARY: summary,
      RUNNER_TEMP: directory,
    };
    const args = ['-eo', 'pipefail', '-c', script];
    printed.push(await runTool({ command: 'bash', args, install: 'bash', cwd: ROOT, environment }));
  }
  return [...printed, existsSync(summary) ? readFileSync(summary, 'utf8') : ''].join('\n');
}

function environmentOfCli() {
  const { account, region } = real.configuration;
  return {
    ...environmentFor(account),
    AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.url,
    AWS_REGION: region,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    PATH: [BIN, process.env['PATH']].join(delimiter),
  };
}

function environmentFor(account: string) {
  return { AWS_ENDPOINT_URL: mini.url, AWS_ACCESS_KEY_ID: account, AWS_SECRET_ACCESS_KEY: 'deploy' };
}

function settings() {
  const { region, account } = real.configuration;
  return { region, endpoint: mini.url, credentials: { accessKeyId: account, secretAccessKey: 'deploy' } };
}

/** Writes a parameter and tells the bus, which MiniStack does not do by itself. */
async function change(Value: string): Promise<void> {
  const { region, account } = real.configuration;
  await new SSMClient(settings()).send(
    new PutParameterCommand({ Name: PARAMETER, Value, Type: 'SecureString', Overwrite: true }),
  );
  const Detail = JSON.stringify({
    operation: 'Update',
    name: PARAMETER,
    type: 'SecureString',
    description: '',
  });
  const Resources = [`arn:aws:ssm:${region}:${account}:parameter${PARAMETER}`];
  const entry = { Source: 'aws.ssm', DetailType: 'Parameter Store Change', Resources, Detail };
  const answer = await fetch(mini.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSEvents.PutEvents',
      authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/${region}/events/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify({ Entries: [entry] }),
  });
  expect(await answer.json()).toMatchObject({ FailedEntryCount: 0 });
}

/** Removes the stack, and makes sure that it went. */
async function destroy(stack: string): Promise<void> {
  await cdk('destroy', stack, '--force', '--app', assembly);
  const { Functions = [] } = await new LambdaClient(settings()).send(new ListFunctionsCommand({}));
  expect(Functions.filter(({ FunctionName }) => FunctionName?.startsWith('sluice-'))).toEqual([]);
}

const ADDRESS = { namespace: 'auth' };
const getSecret = () =>
  real.administrator.get({ ...ADDRESS, apiVersion: 'v1', kind: 'Secret', name: 'postgres-auth' });
const getExternalSecret = () =>
  real.administrator.get({
    ...ADDRESS,
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    name: 'postgres-auth-secret',
  });

async function untilSecretIs(value: string): Promise<void> {
  const started = performance.now();
  let last: KubernetesObject | undefined;
  while (performance.now() - started < PATIENCE_MS) {
    last = await getSecret();
    if (secretText(last, 'POSTGRES_PASSWORD') === value) return;
    await sleep(100);
  }
  const log = readFileSync(mini.logPath, 'utf8').slice(-4000);
  throw new Error(
    `the Secret is not ${value}: ${JSON.stringify((await getExternalSecret())?.['status'])}\n${log}`,
  );
}

async function recordSets(zoneId: string): Promise<unknown> {
  const { ResourceRecordSets } = await new Route53Client(settings()).send(
    new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }),
  );
  return ResourceRecordSets;
}

test('bootstrapped with the stock CLI and deployed by the workflow, an event reaches the Secret; destroyed, nothing is touched', {
  timeout: 600_000,
}, async () => {
  const { account, region, name } = real.configuration;
  const { HostedZone } = await new Route53Client(settings()).send(
    new CreateHostedZoneCommand({ Name: 'dev.growbin.app', CallerReference: 'deploy' }),
  );
  await cdk('bootstrap', `aws://${account}/${region}`);

  expect(await runJob('diff')).toMatch(/```diff[\s\S]*\[\+\] AWS::Lambda::Function/);
  await runJob('deploy');
  deployRoles(resolveStack(readSynthesizedStack(assembly), mini.url), real.aws.roles);
  await real.administrator.apply(readManifest('secrets'));
  await change('first');
  await untilSecretIs('first');
  await change('second');
  await untilSecretIs('second');

  const before = [await getSecret(), await getExternalSecret(), await recordSets(HostedZone?.Id ?? '')];
  await destroy(`sluice-${name}`);
  expect([await getSecret(), await getExternalSecret(), await recordSets(HostedZone?.Id ?? '')]).toEqual(
    before,
  );
});
