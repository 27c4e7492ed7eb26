import {
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  LabelParameterVersionCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import type { HostedZonesHarness } from '../../contract/hosted-zones.contract.ts';
import type { ParameterStoreHarness } from '../../contract/parameter-store.contract.ts';
import type { ReceivedMessage } from '../../contract/queue.contract.ts';

/** What a case gives; the service says whether it is right. */
type Params = never;

/** SSM operations that cases ask for, with the SDK. */
export function ssmAdministrator(region: string): ParameterStoreHarness['admin'] {
  const ssm = new SSMClient({ region });
  const operations: Readonly<Record<string, (params: Params) => Promise<unknown>>> = {
    PutParameter: (params) => ssm.send(new PutParameterCommand(params)),
    AddTagsToResource: (params) => ssm.send(new AddTagsToResourceCommand(params)),
    DeleteParameter: (params) => ssm.send(new DeleteParameterCommand(params)),
    LabelParameterVersion: (params) => ssm.send(new LabelParameterVersionCommand(params)),
  };
  return (action, params) => perform(operations, action, params);
}

/** Secrets Manager operations that cases ask for, with the SDK. */
export function secretsAdministrator(region: string): ParameterStoreHarness['admin'] {
  const secrets = new SecretsManagerClient({ region });
  const operations: Readonly<Record<string, (params: Params) => Promise<unknown>>> = {
    CreateSecret: (params) => secrets.send(new CreateSecretCommand(withBytes(params))),
    PutSecretValue: (params) => secrets.send(new PutSecretValueCommand(params)),
    DeleteSecret: (params) => secrets.send(new DeleteSecretCommand(params)),
  };
  return (action, params) => perform(operations, action, params);
}

/** In the API's shapes bytes are base64; the SDK encodes them itself. */
function withBytes({ SecretBinary, ...rest }: { readonly SecretBinary?: string }): never {
  return { ...rest, ...(SecretBinary && { SecretBinary: Buffer.from(SecretBinary, 'base64') }) } as never;
}

/** Route 53 operations that cases ask for, and fresh zones `example.com`, with the SDK. */
export function zonesAdministrator(region: string): {
  readonly admin: HostedZonesHarness['admin'];
  /** Plain id of a new zone. */
  create(options: { readonly isPrivate: boolean }): Promise<string>;
} {
  const route53 = new Route53Client({ region });
  const operations: Readonly<Record<string, (params: Params) => Promise<unknown>>> = {
    ChangeTagsForResource: (params) => route53.send(new ChangeTagsForResourceCommand(params)),
  };
  return {
    admin: (action, params) => perform(operations, action, params),
    async create({ isPrivate }) {
      const { HostedZone } = await route53.send(
        new CreateHostedZoneCommand({
          Name: 'example.com',
          CallerReference: crypto.randomUUID(),
          HostedZoneConfig: { PrivateZone: isPrivate },
          ...(isPrivate ? { VPC: { VPCRegion: 'ap-northeast-2', VPCId: 'vpc-0123456789abcdef0' } } : {}),
        }),
      );
      return (HostedZone?.Id ?? '').replace('/hostedzone/', '');
    },
  };
}

/** A fresh queue, and everybody's messages, with the SDK. */
export async function createQueueForCase(region: string): Promise<{
  readonly queueUrl: string;
  receive(): Promise<readonly ReceivedMessage[]>;
}> {
  const sqs = new SQSClient({ region, useQueueUrlAsEndpoint: false });
  const QueueName = `contract-${crypto.randomUUID()}`;
  const { QueueUrl: queueUrl = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName, Attributes: { VisibilityTimeout: '30' } }),
  );
  return {
    queueUrl,
    async receive() {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: 10,
          MessageSystemAttributeNames: ['ApproximateReceiveCount'],
        }),
      );
      return Messages.map(({ Body: body = '', ReceiptHandle: receiptHandle = '', Attributes }) => ({
        body,
        receiptHandle,
        receiveCount: Number(Attributes?.ApproximateReceiveCount),
      }));
    },
  };
}

async function perform(
  operations: Readonly<Record<string, (params: Params) => Promise<unknown>>>,
  action: string,
  params: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const operation = operations[action];
  if (operation === undefined) throw new TypeError(`the harness does not know ${action}: add its command`);
  return operation(params as Params);
}
