import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import {
  CreateHostedZoneCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { identityOf } from '../../manifests/identity.ts';
import type { SandboxAws } from '../../sandbox/aws/aws.ts';
import { deployRoles } from '../../sandbox/runtime/deploy-roles.ts';
import { QUEUE } from '../../sandbox/template/kinds/sqs.ts';
import { resolveStack } from '../../sandbox/template/resolve-stack.ts';
import { readSynthesizedStack } from '../../sandbox/template/template.ts';
import { type AwsEmulator, startMiniStack } from './aws-emulators.ts';
import { listenCloudFormation } from './ministack-cloudformation.ts';
import { writeNodeForFunctions } from './node-for-functions.ts';
import { listenSandbox, type StandIn } from './sandbox-stand-in.ts';

/** An AWS account that was never deployed to: MiniStack, with the sandbox's STS and IAM. */
export interface StrangersAccount {
  /** What the AWS CLI, the CDK and sluice read. */
  readonly environment: Readonly<Record<string, string>>;
  /** The last lines of what the deployed functions and MiniStack said. */
  log(): string;
  /**
   * What is left to do of a deployment: roles go to the sandbox's IAM, and queues get the dead-letter queues that
   * MiniStack's CloudFormation leaves out.
   */
  completeDeployment(assembly: string): Promise<void>;
  createZone(name: string): Promise<string>;
  /** `name type` of each, in Route 53's order. */
  recordSets(zoneId: string): Promise<readonly string[]>;
  /** Writes a parameter and tells the bus, which MiniStack does not do by itself. */
  putParameter(name: string, value: string): Promise<void>;
  stop(): Promise<void>;
}

const BIN = join(import.meta.dirname, '..', '..', 'node_modules', '.bin');
const NODE = join(BIN, 'node');
const LOG_TAIL = 6000;
const SESSION_SECONDS = 12 * 3600;

/**
 * Starts it.
 * @param cluster name of the cluster that will be deployed for: its functions are those that STS knows
 */
export async function startStrangersAccount(
  aws: SandboxAws,
  { cluster, directory }: { readonly cluster: string; readonly directory: string },
): Promise<StrangersAccount> {
  const { account, region } = aws;
  const [stands, bin]: [StandIn[], string] = [[], join(directory, 'bin')];
  const stop = async (): Promise<void> => {
    for (const stand of stands) await stand.close();
  };
  try {
    const sts = await listenSandbox(aws, functionKeys(aws, cluster));
    stands.push(sts);
    const iam = await listenSandbox(aws, () => aws.credentials.administrator);
    stands.push(iam);
    writeNodeForFunctions(bin, NODE);
    const mini = await startMiniStack({
      AWS_ENDPOINT_URL_STS: sts.url,
      MINISTACK_ACCOUNT_ID: account,
      MINISTACK_REGION: region,
      PATH: [bin, process.env['PATH']].join(delimiter),
    });
    stands.push({ url: mini.url, close: mini.stop });
    const cloudFormation = await listenCloudFormation(mini.url);
    stands.push(cloudFormation);
    const environment = {
      AWS_ENDPOINT_URL: mini.url,
      AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.url,
      AWS_ENDPOINT_URL_IAM: iam.url,
      AWS_ACCESS_KEY_ID: account,
      AWS_SECRET_ACCESS_KEY: 'administrator',
      AWS_REGION: region,
      // Version 1 of the AWS CLI, which is the one on PyPI, reads this one only.
      AWS_DEFAULT_REGION: region,
    };
    return { environment, ...operations(aws, mini), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Sessions of the two functions' roles, by function name. */
function functionKeys(aws: SandboxAws, cluster: string) {
  const sessions = (['secrets', 'dns'] as const).map((half) => {
    const identity = identityOf({ name: cluster, account: aws.account, region: aws.region }, half);
    const { roleArn, functionName, functionArn } = identity;
    const session = { roleArn, sessionName: functionName, durationSeconds: SESSION_SECONDS, functionArn };
    return [functionName, aws.credentials.issueSession(session)] as const;
  });
  return (caller: string) => {
    const keys = new Map(sessions).get(caller);
    if (keys === undefined)
      throw new Error(`STS was asked by ${JSON.stringify(caller)}, which is no function`);
    return keys;
  };
}

function operations(aws: SandboxAws, mini: AwsEmulator) {
  const { account, region } = aws;
  const credentials = { accessKeyId: account, secretAccessKey: 'administrator' };
  const settings = { region, endpoint: mini.url, credentials };
  const [route53, sqs, ssm] = [new Route53Client(settings), new SQSClient(settings), new SSMClient(settings)];
  return {
    log: () => readFileSync(mini.logPath, 'utf8').slice(-LOG_TAIL),
    async completeDeployment(assembly: string): Promise<void> {
      const stack = resolveStack(readSynthesizedStack(assembly), mini.url);
      deployRoles(stack, aws.roles);
      for (const { ref: QueueUrl, properties } of stack.resources(QUEUE)) {
        const RedrivePolicy = JSON.stringify(properties.RedrivePolicy);
        if (properties.RedrivePolicy === undefined) continue;
        await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }));
      }
    },
    async createZone(Name: string): Promise<string> {
      const { HostedZone } = await route53.send(new CreateHostedZoneCommand({ Name, CallerReference: Name }));
      return (HostedZone?.Id ?? '').replace('/hostedzone/', '');
    },
    async recordSets(HostedZoneId: string): Promise<readonly string[]> {
      const { ResourceRecordSets = [] } = await route53.send(
        new ListResourceRecordSetsCommand({ HostedZoneId }),
      );
      return ResourceRecordSets.map(({ Name, Type }) => `${Name} ${Type}`);
    },
    async putParameter(Name: string, Value: string): Promise<void> {
      await ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true }));
      await announce(mini.url, { account, region, name: Name });
    },
  };
}

/** What Parameter Store tells the bus of an account. */
async function announce(
  endpoint: string,
  { account, region, name }: { readonly account: string; readonly region: string; readonly name: string },
): Promise<void> {
  const Detail = JSON.stringify({ operation: 'Update', name, type: 'SecureString', description: '' });
  const Resources = [`arn:aws:ssm:${region}:${account}:parameter${name}`];
  const entry = { Source: 'aws.ssm', DetailType: 'Parameter Store Change', Resources, Detail };
  const scope = `${account}/20260101/${region}/events/aws4_request`;
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSEvents.PutEvents',
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify({ Entries: [entry] }),
  });
  const { FailedEntryCount } = (await answer.json()) as { readonly FailedEntryCount?: number };
  if (FailedEntryCount !== 0) throw new Error(`the bus did not take the event: ${answer.status}`);
}
