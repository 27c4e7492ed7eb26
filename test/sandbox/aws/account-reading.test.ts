import {
  EventBridgeClient,
  ListRuleNamesByTargetCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  DisableOutboundWebIdentityFederationCommand,
  EnableOutboundWebIdentityFederationCommand,
  GetOutboundWebIdentityFederationInfoCommand,
  GetRoleCommand,
  IAMClient,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { GetHostedZoneLimitCommand, Route53Client } from '@aws-sdk/client-route-53';
import { GetWebIdentityTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAws } from '../../../sandbox/aws/aws.ts';
import { type AwsEndpoint, listenAws } from '../../../sandbox/aws/endpoint.ts';
import { addHostedZone } from '../../../sandbox/aws/route53/hosted-zones.ts';

/** What a person reads of an account, with the real SDK clients. */
const region = 'ap-northeast-2';
const ROLE = 'arn:aws:iam::123456789012:role/reader';
const aws = createAws({ now: () => Date.now() });
let listening: AwsEndpoint;
let settings: object;

beforeAll(async () => {
  addHostedZone(aws.route53.state, { name: 'example.com', id: 'Z0EXAMPLE' });
  aws.roles.put({
    arn: ROLE,
    policies: [
      {
        Statement: [
          { Effect: 'Allow', Action: 'ssm:GetParameters', Resource: 'arn:aws:ssm:*:*:parameter/app/*' },
          {
            Effect: 'Allow',
            Action: 'sts:GetWebIdentityToken',
            Resource: '*',
            Condition: { 'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': ['kube:dev'] } },
          },
        ],
      },
    ],
    trust: {
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    },
  });
  listening = await listenAws(aws, 0);
  settings = { region, endpoint: listening.url, credentials: aws.credentials.administrator, maxAttempts: 1 };
});
afterAll(async () => await listening.close());

it('IAM shows a role with its trust, and says of an unknown one that there is none', async () => {
  const iam = new IAMClient(settings);
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'reader' }));

  expect(Role?.Arn).toBe(ROLE);
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toContain('lambda.amazonaws.com');
  await expect(iam.send(new GetRoleCommand({ RoleName: 'other' }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  });
});

it('a simulation decides each action on each resource from the policies of the role, and uses none of them', async () => {
  const iam = new IAMClient(settings);
  const simulate = async (ActionNames: string[], ResourceArns: string[], audiences: string[] = []) => {
    const { EvaluationResults = [] } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: ROLE,
        ActionNames,
        ResourceArns,
        ContextEntries: [
          {
            ContextKeyName: 'sts:IdentityTokenAudience',
            ContextKeyType: 'stringList',
            ContextKeyValues: audiences,
          },
        ],
      }),
    );
    return EvaluationResults.map(({ EvalActionName, EvalDecision }) => [EvalActionName, EvalDecision]);
  };
  const parameter = (name: string) => `arn:aws:ssm:${region}:123456789012:parameter${name}`;

  expect(await simulate(['ssm:GetParameters', 'ssm:PutParameter'], [parameter('/app/x')])).toEqual([
    ['ssm:GetParameters', 'allowed'],
    ['ssm:PutParameter', 'implicitDeny'],
  ]);
  expect(await simulate(['ssm:GetParameters'], [parameter('/app/x'), parameter('/other')])).toEqual([
    ['ssm:GetParameters', 'implicitDeny'],
  ]);
  expect(await simulate(['sts:GetWebIdentityToken'], ['*'], ['kube:dev'])).toEqual([
    ['sts:GetWebIdentityToken', 'allowed'],
  ]);
  expect(await simulate(['sts:GetWebIdentityToken'], ['*'], ['kube:prod'])).toEqual([
    ['sts:GetWebIdentityToken', 'implicitDeny'],
  ]);
  expect(aws.roles.unusedStatements()).toHaveLength(2);
});

it('outbound federation is switched off and on for the account; off, STS makes no token', async () => {
  const iam = new IAMClient(settings);
  const token = () =>
    new STSClient(settings).send(
      new GetWebIdentityTokenCommand({ Audience: ['kube:dev'], SigningAlgorithm: 'ES384' }),
    );
  const read = () => iam.send(new GetOutboundWebIdentityFederationInfoCommand({}));
  const { IssuerIdentifier } = await read();

  await iam.send(new DisableOutboundWebIdentityFederationCommand({}));
  await expect(read()).rejects.toMatchObject({ name: 'FeatureDisabledException' });
  await expect(token()).rejects.toMatchObject({ name: 'OutboundWebIdentityFederationDisabledException' });

  const enabled = await iam.send(new EnableOutboundWebIdentityFederationCommand({}));
  expect(enabled.IssuerIdentifier).toBe(IssuerIdentifier);
  expect(await read()).toMatchObject({ JwtVendingEnabled: true, IssuerIdentifier });
  expect((await token()).WebIdentityToken).toBeDefined();
  await expect(iam.send(new EnableOutboundWebIdentityFederationCommand({}))).rejects.toMatchObject({
    name: 'FeatureEnabledException',
  });
});

it('rules are found by their target', async () => {
  const events = new EventBridgeClient(settings);
  const Arn = `arn:aws:sqs:${region}:123456789012:queue`;
  await events.send(new PutRuleCommand({ Name: 'a', EventPattern: '{"source":["aws.ssm"]}' }));
  await events.send(new PutTargetsCommand({ Rule: 'a', Targets: [{ Id: 'q', Arn }] }));

  const { RuleNames } = await events.send(new ListRuleNamesByTargetCommand({ TargetArn: Arn }));

  expect(RuleNames).toEqual(['a']);
});

it('a zone says how full it is', async () => {
  const answer = await new Route53Client(settings).send(
    new GetHostedZoneLimitCommand({ HostedZoneId: 'Z0EXAMPLE', Type: 'MAX_RRSETS_BY_ZONE' }),
  );

  expect(answer).toMatchObject({ Limit: { Type: 'MAX_RRSETS_BY_ZONE', Value: 10_000 }, Count: 2 });
});
