import { describe } from 'vitest';
import { addHostedZone } from '../../sandbox/aws/route53/hosted-zones.ts';
import { createManualClock } from '../fakes/clock.ts';
import { createFakeHostedZones } from '../fakes/hosted-zones.ts';
import { createFakeParameterStores } from '../fakes/parameter-stores.ts';
import { createFakeQueue } from '../fakes/queue.ts';
import { createFakeSecretsManagers } from '../fakes/secrets-managers.ts';
import { createFakeTokenIssuers } from '../fakes/token-issuers.ts';
import { runContract } from './contract-case.ts';
import { HOSTED_ZONES_CASES } from './hosted-zones.contract.ts';
import { PARAMETER_STORE_CASES } from './parameter-store.contract.ts';
import { QUEUE_CASES } from './queue.contract.ts';
import { administrator, receiveAll } from './sandbox-admin.ts';
import { SECRETS_MANAGER_CASES } from './secrets-manager.contract.ts';
import { TOKENS_CASES } from './tokens.contract.ts';

const START = Date.UTC(2026, 10, 22, 8);

describe('the parameter store fake', () => {
  runContract(PARAMETER_STORE_CASES, {
    implementation: 'sandbox',
    async open() {
      const clock = createManualClock(START);
      const stores = createFakeParameterStores({ clock });
      const store = stores.of({ region: 'ap-northeast-2' });
      const admin = administrator(stores.model());
      return { store, admin, path: '/contract', elapse: (ms: number) => clock.sleep(ms) };
    },
  });
});

describe('the secrets manager fake', () => {
  runContract(SECRETS_MANAGER_CASES, {
    implementation: 'sandbox',
    async open() {
      const managers = createFakeSecretsManagers({ clock: createManualClock(START) });
      const manager = managers.of({ region: 'ap-northeast-2' });
      return { manager, admin: administrator(managers.model()), path: 'contract' };
    },
  });
});

describe('the hosted zones fake', () => {
  runContract(HOSTED_ZONES_CASES, {
    implementation: 'sandbox',
    async open() {
      const clock = createManualClock(START);
      const zones = createFakeHostedZones({ clock });
      const { id: zoneId } = addHostedZone(zones.model.state, { name: 'example.com' });
      const { id: privateZoneId } = addHostedZone(zones.model.state, { name: 'example.com', private: true });
      return {
        zones,
        zoneId,
        privateZoneId,
        admin: administrator(zones.model),
        settle: () => clock.sleep(60_000),
      };
    },
  });
});

describe('the queue fake', () => {
  runContract(QUEUE_CASES, {
    implementation: 'sandbox',
    async open() {
      const clock = createManualClock(START);
      const queue = createFakeQueue({ clock, attributes: { VisibilityTimeout: '30' } });
      return {
        queue,
        receive: async () => receiveAll(queue.model, queue.url),
        elapse: (ms: number) => clock.sleep(ms),
      };
    },
  });
});

describe('the token issuers fake', () => {
  runContract(TOKENS_CASES, {
    implementation: 'sandbox',
    async open() {
      const clock = createManualClock(START);
      const keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
      const session = { region: 'ap-northeast-2' };
      return { issuers: createFakeTokenIssuers({ clock }), keys, session, now: () => clock.now() };
    },
  });
});
