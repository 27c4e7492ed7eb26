import { afterAll, beforeAll, describe } from 'vitest';
import { createSts } from '../../lambdas/adapters/credentials.ts';
import { createQueue } from '../../lambdas/adapters/queue.ts';
import { createHostedZones } from '../../lambdas/adapters/route53.ts';
import { createParameterStores } from '../../lambdas/adapters/ssm.ts';
import type { SandboxAws } from '../../sandbox/aws/aws.ts';
import { createAws } from '../../sandbox/aws/aws.ts';
import type { AwsEndpoint } from '../../sandbox/aws/endpoint.ts';
import { listenAws } from '../../sandbox/aws/endpoint.ts';
import { addHostedZone } from '../../sandbox/aws/route53/hosted-zones.ts';
import type { ManualClock } from '../fakes/clock.ts';
import { createManualClock } from '../fakes/clock.ts';
import { runContract } from './contract-case.ts';
import { HOSTED_ZONES_CASES } from './hosted-zones.contract.ts';
import { PARAMETER_STORE_CASES } from './parameter-store.contract.ts';
import { QUEUE_CASES } from './queue.contract.ts';
import { administrator, receiveAll } from './sandbox-admin.ts';

/** The real adapters with the real SDK clients against the sandbox's endpoint: what a deployed function does. */
const region = 'ap-northeast-2';
let clock: ManualClock;
let aws: SandboxAws;
let endpoint: AwsEndpoint;
let sequence = 0;

beforeAll(async () => {
  clock = createManualClock(Date.UTC(2026, 10, 22, 8));
  aws = createAws({ now: () => clock.now() });
  endpoint = await listenAws(aws, 0);
  const { accessKeyId, secretAccessKey } = aws.credentials.administrator;
  process.env['AWS_ACCESS_KEY_ID'] = accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = secretAccessKey;
});

afterAll(() => endpoint.close());

const elapse = (ms: number) => clock.sleep(ms);

describe('the parameter store adapter on the sandbox', () => {
  runContract(PARAMETER_STORE_CASES, {
    implementation: 'sandbox',
    async open() {
      sequence += 1;
      const settings = { region, endpoint: endpoint.url };
      const store = createParameterStores({ sts: createSts(settings), endpoint: endpoint.url }).of({
        region,
      });
      return { store, admin: administrator(aws.in(region).ssm), path: `/contract/${sequence}`, elapse };
    },
  });
});

describe('the hosted zones adapter on the sandbox', () => {
  runContract(HOSTED_ZONES_CASES, {
    implementation: 'sandbox',
    async open() {
      const zones = createHostedZones({ region: 'us-east-1', endpoint: endpoint.url });
      const { id: zoneId } = addHostedZone(aws.route53.state, { name: 'example.com' });
      const { id: privateZoneId } = addHostedZone(aws.route53.state, { name: 'example.com', private: true });
      return {
        zones,
        zoneId,
        privateZoneId,
        admin: administrator(aws.route53),
        settle: () => elapse(60_000),
      };
    },
  });
});

describe('the queue adapter on the sandbox', () => {
  runContract(QUEUE_CASES, {
    implementation: 'sandbox',
    async open() {
      sequence += 1;
      const { sqs } = aws.in(region);
      const { QueueUrl } = sqs.call('CreateQueue', { QueueName: `work-${sequence}` });
      const queue = createQueue({ region, endpoint: endpoint.url, queueUrl: QueueUrl });
      return { queue, receive: async () => receiveAll(sqs, QueueUrl), elapse };
    },
  });
});
