import { recordNames } from '../../../sandbox/narrative/record-observations.ts';
import { hasMetric } from './alarms.ts';
import { createIngress, createServices, hostOf, ingressAddress } from './dns-objects.ts';
import { hasEvent } from './secrets-steps.ts';
import { demand, type Step } from './step.ts';
import type { StoryWorld } from './story-world.ts';

const hasRecord = (world: StoryWorld, name: string): boolean =>
  recordNames(world.sandbox, hostOf(name)).includes(`${hostOf(name)} A`);

/** What dns-sync promises. */
export const DNS_STEPS: readonly Step[] = [
  {
    name: 'an Ingress gets its record and its marker',
    async run(world) {
      for (const name of ['web', 'first', 'second', 'neighbour']) await createIngress(world, name);
      await world.sweep();
      await world.see('the record is there', () => hasRecord(world, 'web'));
      // An encrypted marker has no older shape beside it.
      demand(recordNames(world.sandbox, hostOf('web')).length === 2, 'its marker stands beside the record');
    },
  },
  {
    name: 'a change is confirmed INSYNC, and the time it took is a metric',
    run: (world) => world.see('InSync is published', () => hasMetric(world, 'dns', 'InSync')),
  },
  {
    name: 'Services of type LoadBalancer, ClusterIP (headless) and NodePort get their records',
    async run(world) {
      await createServices(world);
      await world.sweep();
      for (const name of ['balanced', 'headless', 'node-port'])
        await world.see(`${hostOf(name)} is there`, () => hasRecord(world, name));
    },
  },
  {
    name: 'a deleted Ingress loses its records at the second observation, under the Lease',
    async run(world) {
      await loseIngress(world, 'first');
    },
  },
  {
    name: 'a second deletion takes the Lease over from the first',
    async run(world) {
      await loseIngress(world, 'second');
    },
  },
  {
    name: 'an Event tells why a name was refused',
    async run(world) {
      const { route53 } = world.sandbox.aws;
      const [HostedZoneId = ''] = route53.state.zones.keys();
      const Name = `${hostOf('foreign')}.`;
      const ResourceRecordSet = { Name, Type: 'A', TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] };
      const Changes = [{ Action: 'CREATE' as const, ResourceRecordSet }];
      route53.call('ChangeResourceRecordSets', { HostedZoneId, ChangeBatch: { Changes } });
      await createIngress(world, 'foreign');
      await world.sweep();
      await world.see('there is an Event about the Ingress', () => hasEvent(world, 'auth', 'Ingress'));
    },
  },
];

async function loseIngress(world: StoryWorld, name: string): Promise<void> {
  await world.administrator.delete(ingressAddress(name));
  await world.sweep();
  demand(hasRecord(world, name), 'the record outlives a first observation');
  await world.pass(61_000);
  await world.see('the record is gone', () => recordNames(world.sandbox, hostOf(name)).length === 0);
  demand(hasRecord(world, 'neighbour'), 'its neighbour is still there');
}
