import { demandAlarm, hasMetric, ownMetric } from './alarms.ts';
import { ingressAddress } from './dns-objects.ts';
import { BASE, externalSecret, store } from './secrets-objects.ts';
import { demand, type Step } from './step.ts';
import type { StoryWorld } from './story-world.ts';

const HALVES = ['secrets', 'dns'] as const;
const FUNCTIONS = { secrets: 'sluice-eco2-dev-secret-sync', dns: 'sluice-eco2-dev-dns-sync' };
const MINUTE_MS = 60_000;

/** Each alarm of docs/operations.md: what raises it happens, the metric comes out, and an alarm watches just that. */
export const ALARM_STEPS: readonly Step[] = [
  {
    name: 'a function that throws raises Errors',
    async run(world) {
      for (const half of HALVES) {
        const FunctionName = FUNCTIONS[half];
        const answer = await world.sandbox.aws.lambda?.call('Invoke', {
          FunctionName,
          Payload: '{"action":"none"}',
        });
        demand(answer?.FunctionError !== undefined, `${FunctionName} throws`);
        demandAlarm(world, { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName } });
      }
    },
  },
  {
    name: 'a sweep is counted, so that NoSweep tells of missing ones',
    async run(world) {
      for (const half of HALVES) await demandRaised(world, half, 'SweepSucceeded');
    },
  },
  { name: 'EventAge is told of every event', run: (world) => demandRaised(world, 'secrets', 'EventAge') },
  {
    name: 'an ExternalSecret that is not ready raises ObjectsNotReady',
    run: (world) => demandRaised(world, 'secrets', 'ObjectsNotReady'),
  },
  {
    name: 'a change that no event announced raises ChangesFoundBySweep',
    async run(world) {
      const { ssm } = world.sandbox.aws.in();
      const { changed } = ssm.state;
      ssm.state.changed = undefined;
      await world.putParameter(`${BASE}shared`, 'silent');
      ssm.state.changed = changed;
      await world.sweep();
      await demandRaised(world, 'secrets', 'ChangesFoundBySweep');
    },
  },
  {
    name: 'deletions that the breaker stops raise DeletionsStopped',
    async run(world) {
      const names = ['all-1', 'all-2'];
      await world.administrator.apply([store('SecretStore', 'all')]);
      for (const name of names) {
        await world.putParameter(`${BASE}${name}`, 'first');
        const wish = {
          name,
          parameter: name,
          deletionPolicy: 'Delete',
          store: { kind: 'SecretStore', name: 'all' },
        };
        await world.administrator.apply([externalSecret(wish)]);
      }
      await world.sweep();
      for (const name of names)
        world.sandbox.aws.in().ssm.call('DeleteParameter', { Name: `${BASE}${name}` });
      for (const name of ['web', 'neighbour', 'foreign'])
        await world.administrator.delete(ingressAddress(name));
      await world.sweep();
      await world.pass(61_000);
      await world.sweep();
      for (const half of HALVES) await demandRaised(world, half, 'DeletionsStopped');
    },
  },
  {
    name: 'a zone that cannot be listed raises ObservationIncomplete',
    async run(world) {
      const fault = {
        service: 'route53',
        action: 'ListResourceRecordSets',
        code: 'AccessDenied',
        status: 403,
      };
      world.sandbox.aws.faults.add({ ...fault, calls: 1_000 });
      await world.sweep();
      world.sandbox.aws.faults.clear();
      await demandRaised(world, 'dns', 'ObservationIncomplete');
    },
  },
  {
    name: 'a token that the API server refuses raises AuthenticationFailed',
    async run(world) {
      const { state } = world.sandbox.aws.in().sts;
      const { issuer } = state;
      Object.assign(state, { issuer: 'https://somebody-else.tokens.sts.global.api.aws' });
      await world.pass(16 * MINUTE_MS);
      await world.sweep();
      Object.assign(state, { issuer });
      for (const half of HALVES) await demandRaised(world, half, 'AuthenticationFailed');
    },
  },
  {
    name: 'the dashboard shows freshness, changes, health and queue of both halves',
    async run(world) {
      for (const part of [
        'EventAge',
        'InSync',
        'Created',
        'Refused',
        'SweepSucceeded',
        '-secrets-dead',
        '-dns-dead',
      ]) {
        world.demandOfTemplate(`it shows ${part}`, ({ Resources }) => {
          const dashboard = Object.values(Resources).find(
            ({ Type }) => Type === 'AWS::CloudWatch::Dashboard',
          );
          return JSON.stringify(dashboard?.Properties ?? {}).includes(part);
        });
      }
    },
  },
];

async function demandRaised(world: StoryWorld, half: 'secrets' | 'dns', name: string): Promise<void> {
  await world.see(`${half} publishes ${name}`, () => hasMetric(world, half, name));
  demandAlarm(world, ownMetric(half, name));
}
