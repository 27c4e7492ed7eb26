import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, vi } from 'vitest';
import { createKeySources } from '../../../lambdas/adapters/credentials.ts';
import { createQueue } from '../../../lambdas/adapters/queue.ts';
import { createHostedZones } from '../../../lambdas/adapters/route53.ts';
import { createSecretsManagers } from '../../../lambdas/adapters/secrets-manager.ts';
import { createParameterStores } from '../../../lambdas/adapters/ssm.ts';
import { createSts } from '../../../lambdas/adapters/sts.ts';
import { runContract } from '../../contract/contract-case.ts';
import { HOSTED_ZONES_CASES } from '../../contract/hosted-zones.contract.ts';
import { PARAMETER_STORE_CASES } from '../../contract/parameter-store.contract.ts';
import { QUEUE_CASES } from '../../contract/queue.contract.ts';
import { SECRETS_MANAGER_CASES } from '../../contract/secrets-manager.contract.ts';
import { STS_CASES } from '../../contract/sts.contract.ts';
import { type AwsEmulator, startMiniStack, startMoto } from '../aws-emulators.ts';
import {
  createQueueForCase,
  secretsAdministrator,
  ssmAdministrator,
  zonesAdministrator,
} from './aws-administrators.ts';
import { rolesAdministrator } from './roles-administrator.ts';

const REGION = 'ap-northeast-2';
let paths = 0;

describe.each([
  ['moto', startMoto],
  ['ministack', startMiniStack],
] as const)('the adapters on %s', (implementation, start) => {
  let emulator: AwsEmulator;

  beforeAll(async () => {
    emulator = await start();
    vi.stubEnv('AWS_ENDPOINT_URL', emulator.url);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'contract');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'contract');
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await emulator?.stop();
  });

  // MiniStack's Parameter Store is laxer than moto's wherever they differ: nothing would be learned from it.
  if (implementation === 'moto') {
    describe('parameter store', () => {
      runContract(PARAMETER_STORE_CASES, {
        implementation,
        async open() {
          paths += 1;
          const store = createParameterStores({ sts: createSts({ region: REGION }) }).of({ region: REGION });
          return { store, admin: ssmAdministrator(REGION), path: `/contract/${paths}`, elapse: sleep };
        },
      });
    });
  }

  if (implementation === 'moto') {
    describe('secrets manager', () => {
      runContract(SECRETS_MANAGER_CASES, {
        implementation,
        async open() {
          paths += 1;
          const keys = createKeySources(createSts({ region: REGION }));
          const manager = createSecretsManagers({ keys }).of({ region: REGION });
          return { manager, admin: secretsAdministrator(REGION), path: `contract/${paths}` };
        },
      });
    });
  }

  describe('hosted zones', () => {
    runContract(HOSTED_ZONES_CASES, {
      implementation,
      async open() {
        const { admin, create } = zonesAdministrator(REGION);
        const zoneId = await create({ isPrivate: false });
        const privateZoneId = await create({ isPrivate: true });
        const zones = createHostedZones({ region: REGION });
        return { zones, zoneId, privateZoneId, admin, settle: async () => undefined };
      },
    });
  });

  describe('sts', () => {
    runContract(STS_CASES, {
      implementation,
      async open() {
        const keys = { accessKeyId: 'contract', secretAccessKey: 'contract' };
        const createRole = rolesAdministrator(emulator.url);
        return { sts: createSts({ region: REGION }), keys, createRole, now: Date.now };
      },
    });
  });

  describe('queue', () => {
    runContract(QUEUE_CASES, {
      implementation,
      async open() {
        const { queueUrl, receive } = await createQueueForCase(REGION);
        return { queue: createQueue({ region: REGION, queueUrl }), receive, elapse: sleep };
      },
    });
  });
});
