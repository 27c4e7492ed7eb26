import { publishEvent } from '../../../sandbox/aws/events/publish.ts';
import type { RegionalServices } from '../../../sandbox/aws/regional-services.ts';
import type { StoryWorld } from './story-world.ts';

/** A parameter expires. The sandbox's SSM has no clock of its own for policies: it goes, and the event comes as from AWS. */
export function expire({ ssm, events }: Pick<RegionalServices, 'ssm' | 'events'>, name: string): void {
  ssm.state.parameters.delete(name);
  ssm.state.sorted = undefined;
  publishEvent(events.state, {
    source: 'aws.ssm',
    detailType: 'Parameter Store Policy Action',
    resources: [],
    detail: { 'parameter-name': name, 'policy-type': 'Expiration', 'action-status': 'Success' },
  });
}

/** Whether a second observation of an ExternalSecret, `auth/app`, is on the queue. */
export function isAwaited(world: StoryWorld, key: string): boolean {
  return [...world.queue('-secrets').messages.values()].some(
    ({ body }) => body.includes('second-observation') && body.includes(key),
  );
}
