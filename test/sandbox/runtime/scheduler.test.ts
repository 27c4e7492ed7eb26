import { afterEach, expect, test } from 'vitest';
import { createSandboxClock } from '../../../sandbox/runtime/clock.ts';
import { type Scheduler, startScheduler } from '../../../sandbox/runtime/scheduler.ts';
import { resolveStack } from '../../../sandbox/template/resolve-stack.ts';
import { parseTemplate } from '../../../sandbox/template/template.ts';

const QUEUE_ARN = 'arn:aws:sqs:ap-northeast-2:111122223333:inbox';
const ROLE_ARN = 'arn:aws:iam::111122223333:role/scheduler';
const START = Date.parse('2026-11-22T08:00:00.500Z');

let running: Scheduler | undefined;
afterEach(() => running?.stop());

function schedule(properties: Readonly<Record<string, unknown>> = {}) {
  const template = parseTemplate({
    Resources: {
      Sweep: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          ScheduleExpression: 'rate(1 minute)',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: {
            Arn: QUEUE_ARN,
            RoleArn: ROLE_ARN,
            Input: '{"sluice":"sweep","at":"<aws.scheduler.scheduled-time>"}',
          },
          ...properties,
        },
      },
    },
  });
  const place = { name: 'example', account: '111122223333', region: 'ap-northeast-2' };
  const stack = { ...place, template, assets: new Map(), ssmParameters: {} };
  const clock = createSandboxClock(() => START);
  const sent: [string, string, string][] = [];
  const scheduler = startScheduler(resolveStack(stack, 'http://127.0.0.1:1'), {
    clock,
    sendAs: (roleArn) => (queueArn, body) => sent.push([roleArn, queueArn, body]),
    report: () => {},
  });
  running = scheduler;
  return { clock, sent, scheduler };
}

test('nothing is sent before the first period is over', () => {
  const { clock, sent } = schedule();

  clock.advance(59_999);

  expect(sent).toEqual([]);
});

test('each period sends the input with its scheduled time, with the role of the schedule', () => {
  const { clock, sent } = schedule();

  clock.advance(60_000);
  clock.advance(60_000);

  expect(sent).toEqual([
    [ROLE_ARN, QUEUE_ARN, '{"sluice":"sweep","at":"2026-11-22T08:01:00Z"}'],
    [ROLE_ARN, QUEUE_ARN, '{"sluice":"sweep","at":"2026-11-22T08:02:00Z"}'],
  ]);
});

test('an advance over several periods fires each of them', () => {
  const { clock, sent } = schedule();

  clock.advance(185_000);

  expect(sent).toHaveLength(3);
});

test('a disabled schedule never fires', () => {
  const { clock, sent, scheduler } = schedule({ State: 'DISABLED' });

  clock.advance(185_000);

  expect(sent).toEqual([]);
  expect(scheduler.nextAt()).toBeUndefined();
});

test('the next time is known', () => {
  expect(schedule().scheduler.nextAt()).toBe(START + 60_000);
});

test('an expression the sandbox cannot run is an error naming the resource', () => {
  expect(() => schedule({ ScheduleExpression: 'cron(0 * * * ? *)' })).toThrow(
    'Sweep (AWS::Scheduler::Schedule): ScheduleExpression',
  );
});
