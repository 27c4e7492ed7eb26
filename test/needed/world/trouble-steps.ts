import { evaluateResourcePolicy } from '../../../sandbox/aws/iam/evaluate.ts';
import type { PolicyDocument } from '../../../sandbox/aws/iam/policy.ts';
import { demandAlarm } from './alarms.ts';
import { BASE, storedValue } from './secrets-objects.ts';
import { demand, type Step } from './step.ts';
import type { StoryWorld } from './story-world.ts';

const HALVES = ['secrets', 'dns'] as const;
const QUEUES = ['-secrets', '-secrets-dead', '-dns', '-dns-dead'];
const FAILING = {
  secrets: {
    service: 'ssm',
    action: 'GetParameters',
    code: 'InternalServerError',
    status: 500,
    calls: 1_000_000,
  },
  dns: {
    service: 'route53',
    action: 'ListResourceRecordSets',
    code: 'InternalFailure',
    status: 500,
    calls: 1_000_000,
  },
};
const FUNCTIONS = { secrets: 'sluice-eco2-dev-secret-sync', dns: 'sluice-eco2-dev-dns-sync' };

/** What happens when something is wrong: who is refused, what is tried again, what is told. */
export const TROUBLE_STEPS: readonly Step[] = [
  {
    name: 'the guard refuses the function a Secret without the mark',
    async run(world) {
      const path = '/api/v1/namespaces/auth/secrets';
      const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'unmarked', namespace: 'auth' } };
      const { status } = await world.asFunction('secret-sync', { method: 'POST', path, body: secret });
      demand(status === 422, `the API server answers 422, got ${status}`);
    },
  },
  {
    name: 'the guard refuses the function another spec for an ExternalSecret',
    async run(world) {
      const name = 'shared-auth';
      const path = `/apis/external-secrets.io/v1beta1/namespaces/auth/externalsecrets/${name}`;
      const body = { spec: { refreshInterval: '1h' } };
      const { status } = await world.asFunction('secret-sync', { method: 'PATCH', path, body });
      demand(status === 422, `the API server answers 422, got ${status}`);
    },
  },
  {
    name: 'nobody sends to a queue without TLS',
    async run(world) {
      for (const suffix of QUEUES) {
        const { arn, attributes } = world.queue(suffix);
        const document = JSON.parse(attributes.get('Policy') ?? '{"Statement":[]}') as PolicyDocument;
        const request = {
          action: 'sqs:SendMessage',
          resource: arn,
          context: { 'aws:SecureTransport': false },
        };
        const principal = { kind: 'AWS', names: ['*'] } as const;
        const { decision } = evaluateResourcePolicy(document, request, principal);
        demand(decision === 'explicitDeny', `${suffix} denies it`);
      }
    },
  },
  {
    name: 'what the functions write is in their log groups',
    async run(world) {
      for (const half of HALVES) {
        const lines = world.sandbox.logs.lines(`/aws/lambda/${FUNCTIONS[half]}`);
        demand(lines.length > 0, `there are lines of ${FUNCTIONS[half]}`);
      }
    },
  },
  {
    name: 'an event that meets a failing service is tried again after seconds',
    async run(world) {
      await world.sweep();
      world.sandbox.aws.faults.add(FAILING.secrets);
      await world.putParameter(`${BASE}shared`, 'third');
      world.sandbox.aws.faults.clear();
      await world.pass(6_000);
      await world.see(
        'the Secret has the new value',
        async () => (await storedValue(world, 'shared-auth')) === 'third',
      );
    },
  },
  {
    name: 'a look at names that meets a failing service is tried again after seconds',
    async run(world) {
      await world.sweep();
      world.sandbox.aws.faults.add(FAILING.dns);
      await sendObject(world);
      const [message] = world.queue('-dns').messages.values();
      world.sandbox.aws.faults.clear();
      const waits = (message?.visibleAt ?? Number.POSITIVE_INFINITY) - world.sandbox.clock.now();
      demand(waits <= 5_000, 'it comes back within 5 s');
      await world.pass(6_000);
      demand(world.queue('-dns').messages.size === 0, 'and is then done with');
    },
  },
  {
    name: 'a message that fails five times is among the dead letters, and an alarm tells',
    async run(world) {
      for (const half of HALVES) world.sandbox.aws.faults.add(FAILING[half]);
      await world.putParameter(`${BASE}shared`, 'fourth');
      await sendObject(world);
      for (let receive = 0; receive < 6; receive += 1) await world.pass(121_000);
      world.sandbox.aws.faults.clear();
      for (const half of HALVES) {
        const { messages, name } = world.queue(`-${half}-dead`);
        demand(messages.size > 0, `there is one in ${name}`);
        demandAlarm(world, {
          namespace: 'AWS/SQS',
          name: 'ApproximateNumberOfMessagesVisible',
          dimensions: { QueueName: name },
        });
      }
    },
  },
  {
    name: 'an event that cannot be delivered is among the dead letters',
    async run(world) {
      const queue = world.queue('-secrets');
      const dead = world.queue('-secrets-dead');
      const before = dead.messages.size;
      const policy = queue.attributes.get('Policy') ?? '';
      queue.attributes.delete('Policy');
      await world.putParameter(`${BASE}undelivered`, 'first');
      queue.attributes.set('Policy', policy);
      demand(dead.messages.size > before, 'it is there');
    },
  },
];

/** A look at one Ingress, as the notifier asks for it. */
async function sendObject(world: StoryWorld): Promise<void> {
  const body = {
    sluice: 'object',
    group: 'networking.k8s.io',
    kind: 'Ingress',
    namespace: 'auth',
    name: 'web',
  };
  const MessageBody = JSON.stringify({ ...body, operation: 'UPDATE' });
  world.sandbox.aws.in().sqs.call('SendMessage', { QueueUrl: world.queue('-dns').name, MessageBody });
  await world.untilIdle();
}
