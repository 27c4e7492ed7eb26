import {
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { GetHostedZoneCommand, ListHealthChecksCommand, Route53Client } from '@aws-sdk/client-route-53';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { DescribeParametersCommand, ListDocumentsCommand, SSMClient } from '@aws-sdk/client-ssm';
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetWebIdentityTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueEksToken } from '../../../lambdas/adapters/kubernetes/eks-token.ts';
import type { SandboxAws } from '../../../sandbox/aws/aws.ts';
import { createAws } from '../../../sandbox/aws/aws.ts';
import type { AwsEndpoint } from '../../../sandbox/aws/endpoint.ts';
import { listenAws } from '../../../sandbox/aws/endpoint.ts';
import { createLambda } from '../../../sandbox/aws/lambda/lambda.ts';
import { addHostedZone } from '../../../sandbox/aws/route53/hosted-zones.ts';

/** The real SDK clients against the endpoint: each protocol once, answers and errors. */
const region = 'ap-northeast-2';
const ROLE = 'arn:aws:iam::123456789012:role/reader';
let aws: SandboxAws;
let listening: AwsEndpoint;

beforeAll(async () => {
  aws = createAws({ now: () => Date.now() });
  addHostedZone(aws.route53.state, { name: 'example.com', id: 'Z0EXAMPLE' });
  aws.roles.put({
    arn: ROLE,
    policies: [],
    trust: {
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::123456789012:root' },
        Action: 'sts:AssumeRole',
      },
    },
  });
  const echo = {
    name: 'echo',
    arn: `arn:aws:lambda:${region}:123456789012:function:echo`,
    role: ROLE,
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    timeoutSeconds: 60,
    memoryMb: 512,
    description: '',
    reservedConcurrency: undefined,
    async invoke(payload: string) {
      if (payload.includes('fail'))
        return { payload: '{"errorType":"Error"}', functionError: 'Unhandled' as const };
      return { payload };
    },
  };
  aws.lambda = createLambda({ list: () => [echo], mappings: () => [] }, { now: () => Date.now() });
  listening = await listenAws(aws, 0);
});

afterAll(() => listening.close());

function settings(
  keys: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } = aws.credentials
    .administrator,
) {
  return { region, endpoint: listening.url, credentials: keys, maxAttempts: 1 };
}

async function refusal(call: Promise<unknown>): Promise<string> {
  return call.then(
    (value) => `resolved ${JSON.stringify(value)}`,
    (error: Error & { $metadata?: { httpStatusCode?: number } }) =>
      `${error.name} ${error.$metadata?.httpStatusCode}: ${error.message}`,
  );
}

describe('the endpoint', () => {
  it('speaks the query protocol of STS', async () => {
    const sts = new STSClient(settings());

    const { Arn, Account } = await sts.send(new GetCallerIdentityCommand({}));
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'me' }));
    const { WebIdentityToken } = await sts.send(
      new GetWebIdentityTokenCommand({
        Audience: ['kube:dev'],
        SigningAlgorithm: 'ES384',
        DurationSeconds: 900,
      }),
    );

    expect([Arn, Account]).toEqual(['arn:aws:iam::123456789012:user/administrator', '123456789012']);
    expect(Credentials?.Expiration).toBeInstanceOf(Date);
    expect(WebIdentityToken?.split('.')).toHaveLength(3);
  });

  it('takes an assumed role at its own keys and enforces its policies', async () => {
    const { Credentials: keys } = await new STSClient(settings()).send(
      new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'me' }),
    );
    const session = settings({
      accessKeyId: keys?.AccessKeyId ?? '',
      secretAccessKey: keys?.SecretAccessKey ?? '',
      sessionToken: keys?.SessionToken ?? '',
    });

    const { Arn } = await new STSClient(session).send(new GetCallerIdentityCommand({}));

    expect(Arn).toBe('arn:aws:sts::123456789012:assumed-role/reader/me');
    expect(await refusal(new SSMClient(session).send(new DescribeParametersCommand({})))).toMatch(
      /^AccessDeniedException 400: User: /,
    );
    expect(
      await refusal(new Route53Client(session).send(new GetHostedZoneCommand({ Id: 'Z0EXAMPLE' }))),
    ).toMatch(
      /^AccessDenied 403: .*route53:GetHostedZone on resource: arn:aws:route53:::hostedzone\/Z0EXAMPLE/,
    );
    expect(await refusal(new SQSClient(session).send(new GetQueueUrlCommand({ QueueName: 'none' })))).toMatch(
      /AccessDenied/,
    );
  });

  it('carries secrets as text and as bytes', async () => {
    const manager = new SecretsManagerClient(settings());
    const bytes = Uint8Array.from([0, 255, 10]);
    await manager.send(new CreateSecretCommand({ Name: 'text', SecretString: 'süß <&>' }));
    await manager.send(new CreateSecretCommand({ Name: 'bytes', SecretBinary: bytes }));

    const text = await manager.send(new GetSecretValueCommand({ SecretId: 'text' }));
    const binary = await manager.send(new GetSecretValueCommand({ SecretId: 'bytes' }));

    expect(text.SecretString).toBe('süß <&>');
    expect(binary.SecretBinary).toEqual(bytes);
    expect(text.CreatedDate).toBeInstanceOf(Date);
    expect(await refusal(manager.send(new GetSecretValueCommand({ SecretId: 'none' })))).toMatch(
      /^ResourceNotFoundException 400/,
    );
  });

  it('invokes functions and shows their errors as Lambda does', async () => {
    const lambda = new LambdaClient(settings());
    const invoke = (Payload: string) => lambda.send(new InvokeCommand({ FunctionName: 'echo', Payload }));

    const good = await invoke('{"action":"plan"}');
    const bad = await invoke('{"action":"fail"}');

    expect(good.Payload?.transformToString()).toBe('{"action":"plan"}');
    expect([good.StatusCode, good.FunctionError, bad.FunctionError]).toEqual([200, undefined, 'Unhandled']);
    expect(await refusal(lambda.send(new GetFunctionCommand({ FunctionName: 'none' })))).toMatch(
      /^ResourceNotFoundException 404/,
    );
  });

  it('lists functions, starts one without waiting, and tries one without running it', async () => {
    const lambda = new LambdaClient(settings());
    const start = (InvocationType: 'Event' | 'DryRun') =>
      lambda.send(new InvokeCommand({ FunctionName: 'echo', InvocationType }));

    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: 'echo' }));

    expect(Functions.map((one) => one.FunctionName)).toEqual(['echo']);
    expect(Configuration).toMatchObject({ Timeout: 60, Runtime: 'nodejs24.x' });
    expect([(await start('Event')).StatusCode, (await start('DryRun')).StatusCode]).toEqual([202, 204]);
  });

  it('answers a presigned GetCallerIdentity, which is what an EKS token is', async () => {
    const keys = async () => aws.credentials.administrator;
    const clock = { now: () => Date.now(), sleep: async () => undefined };
    const { token } = await issueEksToken({ region, clusterName: 'dev', keys, clock })();
    const presigned = new URL(Buffer.from(String(token).replace('k8s-aws-v1.', ''), 'base64url').toString());

    const answer = await fetch(`${listening.url}/${presigned.search}`, {
      headers: { 'x-k8s-aws-id': 'dev' },
    });

    expect(await answer.text()).toContain('<Arn>arn:aws:iam::123456789012:user/administrator</Arn>');
  });

  it('polls a queue for as long as it was asked to, or until a message is there', async () => {
    const sqs = new SQSClient(settings());
    aws.in().sqs.call('CreateQueue', { QueueName: 'work' });
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'work' }));
    const receiving = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"n":1}' }));

    const { Messages = [] } = await receiving;

    expect(Messages.map((message) => message.Body)).toEqual(['{"n":1}']);
    expect(
      await refusal(sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'nonsense' }))),
    ).toMatch(/^ReceiptHandleIsInvalid 400/);
  });

  it('refuses keys it did not issue, by the name each protocol has for that', async () => {
    const unknown = settings({ accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' });

    expect(await refusal(new SSMClient(unknown).send(new DescribeParametersCommand({})))).toMatch(
      /^UnrecognizedClientException 400/,
    );
    expect(await refusal(new STSClient(unknown).send(new GetCallerIdentityCommand({})))).toMatch(
      /^InvalidClientTokenId 403/,
    );
    expect(await refusal(new Route53Client(unknown).send(new GetHostedZoneCommand({ Id: 'Z' })))).toMatch(
      /^InvalidClientTokenId 403/,
    );
  });

  it('answers 501 with its name for an operation it does not have', async () => {
    expect(await refusal(new SSMClient(settings()).send(new ListDocumentsCommand({})))).toMatch(
      /501: .*ListDocuments/,
    );
    expect(await refusal(new Route53Client(settings()).send(new ListHealthChecksCommand({})))).toMatch(
      /501: .*healthcheck/,
    );
  });

  it('publishes the discovery document and keys of the token issuer without credentials', async () => {
    const get = async (path: string) =>
      (await fetch(`${listening.url}${path}`)).json() as Promise<Record<string, unknown>>;

    const { issuer, jwks_uri: keysUrl } = await get('/.well-known/openid-configuration');
    const { keys } = await get('/.well-known/jwks.json');

    expect(keysUrl).toBe(`${issuer}/.well-known/jwks.json`);
    expect(keys).toMatchObject([
      { kty: 'EC', crv: 'P-384', alg: 'ES384' },
      { kty: 'RSA', alg: 'RS256' },
    ]);
  });

  it('says clearly that its port is taken', async () => {
    const port = Number(new URL(listening.url).port);

    await expect(listenAws(createAws({ now: () => 0 }), port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
