import { expect, test } from 'vitest';
import { createEvents } from '../../../sandbox/aws/events/events.ts';
import { publishEvent } from '../../../sandbox/aws/events/publish.ts';
import { deployRules } from '../../../sandbox/runtime/deploy-rules.ts';
import { targetInput } from '../../../sandbox/runtime/event-input.ts';
import { resolveStack } from '../../../sandbox/template/resolve-stack.ts';
import { parseTemplate } from '../../../sandbox/template/template.ts';

const ENTRY = {
  source: 'aws.ssm',
  detailType: 'Parameter Store Change',
  resources: [],
  detail: { name: '/eco2/dev/key', operation: 'Update' },
};
const QUEUE_ARN = 'arn:aws:sqs:ap-northeast-2:111122223333:inbox';

function busWith(rule: Readonly<Record<string, unknown>>, refuse = false) {
  const template = parseTemplate({
    Resources: { Rule: { Type: 'AWS::Events::Rule', Properties: { Name: 'r', ...rule } } },
  });
  const place = { name: 'example', account: '111122223333', region: 'ap-northeast-2' };
  const stack = { ...place, template, assets: new Map(), ssmParameters: {} };
  const sent: [string, string, string][] = [];
  const problems: string[] = [];
  const events = createEvents({ now: () => 0, account: '111122223333' });
  deployRules(resolveStack(stack, 'http://127.0.0.1:1'), events, {
    sendAs: (ruleArn) => (queueArn, body) => {
      if (refuse && queueArn === QUEUE_ARN) throw new Error('access denied');
      sent.push([ruleArn, queueArn, body]);
    },
    forward: (ruleArn, { Arn }, { id }) => {
      if (refuse) throw new Error('access denied');
      sent.push([ruleArn, Arn, id]);
    },
    report: (text) => problems.push(text),
  });
  const publish = () => publishEvent(events.state, ENTRY);
  return { publish, sent, problems };
}

const targets = (more = {}) => [{ Id: '1', Arn: QUEUE_ARN, ...more }];

test('a matching rule sends the whole event to its queue, in the name of the rule', () => {
  const { publish, sent } = busWith({ EventPattern: { source: ['aws.ssm'] }, Targets: targets() });

  const event = publish();

  const ruleArn = 'arn:aws:events:ap-northeast-2:111122223333:rule/r';
  expect(sent).toEqual([[ruleArn, QUEUE_ARN, JSON.stringify(event)]]);
});

test('an event that no rule matches goes nowhere', () => {
  const { publish, sent } = busWith({ EventPattern: { source: ['aws.other'] }, Targets: targets() });

  publish();

  expect(sent).toEqual([]);
});

test('a disabled rule sends nothing', () => {
  const { publish, sent } = busWith({
    EventPattern: { source: ['aws.ssm'] },
    State: 'DISABLED',
    Targets: targets(),
  });

  publish();

  expect(sent).toEqual([]);
});

test('what the queue refuses goes to the dead-letter queue and is reported', () => {
  const dead = 'arn:aws:sqs:ap-northeast-2:111122223333:dead';
  const { publish, sent, problems } = busWith(
    { EventPattern: { source: ['aws.ssm'] }, Targets: targets({ DeadLetterConfig: { Arn: dead } }) },
    true,
  );

  publish();

  expect(sent.map(([, queue]) => queue)).toEqual([dead]);
  expect(problems).toEqual([`rule r could not send to ${QUEUE_ARN}: access denied`]);
});

test('a target that is no queue is an error naming the rule', () => {
  expect(() =>
    busWith({ EventPattern: {}, Targets: [{ Id: '1', Arn: 'arn:aws:lambda:x:y:function:z' }] }),
  ).toThrow('Rule: the sandbox delivers events to queues and default buses');
});

const InputTemplate = '{"name": <name>, "text": "it is <name>", "gone": <gone>}';

test.each<[string, Parameters<typeof targetInput>[0], unknown]>([
  ['a constant input', { Id: '1', Arn: 'a', Input: '{"fixed":1}' }, { fixed: 1 }],
  ['a part of the event', { Id: '1', Arn: 'a', InputPath: '$.detail' }, ENTRY.detail],
  [
    'a transformed event',
    {
      Id: '1',
      Arn: 'a',
      InputTransformer: { InputPathsMap: { name: '$.detail.name', gone: '$.detail.gone' }, InputTemplate },
    },
    { name: '/eco2/dev/key', text: 'it is /eco2/dev/key', gone: '' },
  ],
])('a target may receive %s', (_what, target, expected) => {
  expect(JSON.parse(targetInput(target, { ...ENTRY }))).toEqual(expected);
});

test('a rule hands an event to the bus of another region', () => {
  const bus = 'arn:aws:events:us-east-1:111122223333:event-bus/default';
  const rule = { EventPattern: { source: ['aws.ssm'] }, Targets: [{ Id: '1', Arn: bus }] };
  const { publish, sent } = busWith(rule);

  const { id } = publish();

  expect(sent).toEqual([['arn:aws:events:ap-northeast-2:111122223333:rule/r', bus, id]]);
  const refused = busWith(rule, true);
  refused.publish();
  expect(refused.problems).toEqual([`rule r could not put an event on ${bus}: access denied`]);
});
