import { afterEach, beforeEach, describe, vi } from 'vitest';
import { createKeySources } from '../../lambdas/adapters/credentials.ts';
import { createQueue } from '../../lambdas/adapters/queue.ts';
import { createHostedZones } from '../../lambdas/adapters/route53.ts';
import { createSecretsManagers } from '../../lambdas/adapters/secrets-manager.ts';
import { createParameterStores } from '../../lambdas/adapters/ssm.ts';
import { createSts } from '../../lambdas/adapters/sts.ts';
import { createTokenIssuers } from '../../lambdas/adapters/tokens.ts';
import { SecretValue } from '../../lambdas/core/secret-value.ts';
import { createAws } from '../../sandbox/aws/aws.ts';
import { type AwsEndpoint, listenAws } from '../../sandbox/aws/endpoint.ts';
import { addHostedZone } from '../../sandbox/aws/route53/hosted-zones.ts';
import { createManualClock } from '../fakes/clock.ts';
import { runContract } from './contract-case.ts';
import { HOSTED_ZONES_CASES } from './hosted-zones.contract.ts';
import { PARAMETER_STORE_CASES } from './parameter-store.contract.ts';
import { QUEUE_CASES } from './queue.contract.ts';
import { administrator, receiveAll } from './sandbox-admin.ts';
import { SECRETS_MANAGER_CASES } from './secrets-manager.contract.ts';
import { STS_CASES } from './sts.contract.ts';
import { TOKENS_CASES } from './tokens.contract.ts';

const START = Date.UTC(2026, 10, 22, 8);
const REGION = 'ap-northeast-2';

const endpoints: AwsEndpoint[] = [];

/** The sandbox's AWS behind HTTP, with the SDK's environment pointing at nothing else. */
async function listen() {
  const clock = createManualClock(START);
  const aws = createAws({ now: () => clock.now(), region: REGION });
  const endpoint = await listenAws(aws, 0);
  endpoints.push(endpoint);
  const { accessKeyId, secretAccessKey } = aws.credentials.administrator;
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint.url);
  return { clock, aws };
}

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0); // the jitter of the SDK's retries: they wait for no time
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  for (const endpoint of endpoints.splice(0)) await endpoint.close();
});

describe('the parameter store adapter on the sandbox', () => {
  runContract(PARAMETER_STORE_CASES, {
    implementation: 'sandbox',
    async open() {
      const { clock, aws } = await listen();
      const store = createParameterStores({ sts: createSts({ region: REGION }) }).of({ region: REGION });
      const elapse = (ms: number) => clock.sleep(ms);
      return { store, admin: administrator(aws.in().ssm), path: '/contract', elapse };
    },
  });
});

describe('the secrets manager adapter on the sandbox', () => {
  runContract(SECRETS_MANAGER_CASES, {
    implementation: 'sandbox',
    async open() {
      const { aws } = await listen();
      const keys = createKeySources(createSts({ region: REGION }));
      const manager = createSecretsManagers({ keys }).of({ region: REGION });
      return { manager, admin: administrator(aws.in().secretsManager), path: 'contract' };
    },
  });
});

describe('the hosted zones adapter on the sandbox', () => {
  runContract(HOSTED_ZONES_CASES, {
    implementation: 'sandbox',
    async open() {
      const { clock, aws } = await listen();
      const { id: zoneId } = addHostedZone(aws.route53.state, { name: 'example.com' });
      const { id: privateZoneId } = addHostedZone(aws.route53.state, { name: 'example.com', private: true });
      const zones = createHostedZones({ region: REGION });
      const settle = () => clock.sleep(60_000);
      return { zones, zoneId, privateZoneId, admin: administrator(aws.route53), settle };
    },
  });
});

describe('the queue adapter on the sandbox', () => {
  runContract(QUEUE_CASES, {
    implementation: 'sandbox',
    async open() {
      const { clock, aws } = await listen();
      const { sqs } = aws.in();
      const request = { QueueName: 'work', Attributes: { VisibilityTimeout: '30' } };
      const { QueueUrl: queueUrl } = sqs.call('CreateQueue', request);
      const queue = createQueue({ region: REGION, queueUrl });
      const elapse = (ms: number) => clock.sleep(ms);
      return { queue, receive: async () => receiveAll(sqs, queueUrl), elapse };
    },
  });
});

describe('the sts adapter on the sandbox', () => {
  runContract(STS_CASES, {
    implementation: 'sandbox',
    async open() {
      const { clock, aws } = await listen();
      const all = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } as const;
      let roles = 0;
      return {
        sts: createSts({ region: REGION }),
        keys: aws.credentials.administrator,
        now: () => clock.now(),
        async createRole(Condition = {}) {
          roles += 1;
          const arn = `arn:aws:iam::${aws.account}:role/contract-${roles}`;
          const Action = ['sts:AssumeRole', 'sts:TagSession'];
          const statement = { Effect: 'Allow', Principal: { AWS: aws.account }, Action, Condition } as const;
          aws.roles.put({ arn, policies: [all], trust: { Statement: statement } });
          return arn;
        },
      };
    },
  });
});

describe('the token issuers adapter on the sandbox', () => {
  runContract(TOKENS_CASES, {
    implementation: 'sandbox',
    async open() {
      const { clock, aws } = await listen();
      const { accessKeyId, secretAccessKey } = aws.credentials.administrator;
      const caller = aws.credentials.resolve(accessKeyId);
      const { sessionToken = '', ...own } = aws.credentials.issueOwnSession(caller, 3_600);
      const keys = {
        accessKeyId: own.accessKeyId,
        secretAccessKey: SecretValue.ofText(own.secretAccessKey),
        sessionToken: SecretValue.ofText(sessionToken),
        revision: '1',
      };
      return {
        issuers: createTokenIssuers({ keys: createKeySources(createSts({ region: REGION })) }),
        keys: { accessKeyId, secretAccessKey },
        session: { region: REGION, keys },
        now: () => clock.now(),
      };
    },
  });
});
