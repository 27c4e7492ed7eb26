import { expect, test } from 'vitest';
import { whilePaused } from '../../../cli/doctor/paused.ts';
import { judgeMapping, judgeQueue } from '../../../cli/doctor/queue.ts';
import { judgeQueuePolicy, judgeRules, type Rule } from '../../../cli/doctor/rules.ts';
import { judgeSweep } from '../../../cli/doctor/sweeps.ts';
import { doctorOf } from './doctor-of.ts';

const doctor = doctorOf();
const REGION = doctor.cluster.region;
const ARN = `arn:aws:sqs:${REGION}:111122223333:sluice-eco2-dev-secrets`;

test.each([
  [{ queue: undefined, dead: {} }, 'failed', 'there is no queue q'],
  [{ queue: {}, dead: undefined }, 'failed', 'there is no queue q-dead'],
  [{ queue: {}, dead: {} }, 'failed', 'names no dead-letter queue'],
  [
    { queue: { RedrivePolicy: '...:q-dead' }, dead: { ApproximateNumberOfMessages: '3' } },
    'warn',
    'about 3 dead',
  ],
  [{ queue: { RedrivePolicy: '...:q-dead', ApproximateNumberOfMessages: '2' }, dead: {} }, 'ok', '2 waiting'],
])('a queue %j is %s', (read, outcome, said) => {
  const finding = judgeQueue('secrets', { name: 'q', ...read }, doctor);

  expect(finding).toMatchObject({ check: 'secrets queue', outcome });
  expect(finding.said).toContain(said);
});

const MAPPING = { State: 'Enabled', FunctionResponseTypes: ['ReportBatchItemFailures' as const] };

test.each([
  [undefined, 'failed', 'nothing polls'],
  [
    { ...MAPPING, State: 'Disabled', StateTransitionReason: 'USER_INITIATED' },
    'failed',
    'the mapping is Disabled',
  ],
  [
    { ...MAPPING, State: 'Disabled', StateTransitionReason: 'no permission' },
    'failed',
    'Disabled (no permission)',
  ],
  [{ ...MAPPING, LastProcessingResult: 'PROBLEM: denied' }, 'failed', 'polling fails: PROBLEM: denied'],
  [{ ...MAPPING, MaximumBatchingWindowInSeconds: 1 }, 'failed', 'a batching window of 1 s'],
  [{ State: 'Enabled' }, 'failed', 'a batch fails as a whole'],
  [{ ...MAPPING, State: 'Enabling' }, 'ok', 'window 0'],
])('a mapping %j is %s', (mapping, outcome, said) => {
  const finding = judgeMapping(mapping, 'secrets', doctor);

  expect(finding).toMatchObject({ check: 'secrets mapping', outcome });
  expect(finding.said).toContain(said);
});

test.each([
  [undefined, 'failed'],
  [{ State: 'DISABLED' as const, Target: { Arn: ARN, RoleArn: '' } }, 'failed'],
  [{ State: 'ENABLED' as const, Target: { Arn: `${ARN}-other`, RoleArn: '' } }, 'failed'],
  [
    { State: 'ENABLED' as const, Target: { Arn: ARN, RoleArn: '' }, ScheduleExpression: 'rate(1 minute)' },
    'ok',
  ],
])('a schedule %j is %s', (schedule, outcome) => {
  expect(judgeSweep(schedule as never, 'secrets', doctor)).toMatchObject({ check: 'secrets sweep', outcome });
});

test('of a paused half what was switched off is a warning, and what is broken stays so', () => {
  const off = judgeMapping({ ...MAPPING, State: 'Disabled' }, 'secrets', doctor);

  expect(whilePaused(off)).toMatchObject({
    outcome: 'warn',
    said: 'the queue is not polled: the mapping is Disabled; the half is paused',
    fix: 'sluice resume secrets',
  });
  expect(whilePaused(judgeMapping(undefined, 'secrets', doctor)).outcome).toBe('failed');
  expect(whilePaused(judgeMapping(MAPPING, 'secrets', doctor)).outcome).toBe('ok');
});

const CHANGE = {
  'detail-type': ['Parameter Store Change'],
  source: ['aws.ssm'],
  detail: {
    name: [{ prefix: '/eco2/' }],
    operation: ['Create', 'Update', 'Delete', 'LabelParameterVersion'],
  },
};
const EXPIRATION = {
  source: ['aws.ssm'],
  'detail-type': ['Parameter Store Policy Action'],
  detail: { 'policy-type': ['Expiration'], 'parameter-name': [{ prefix: '/eco2/' }] },
};
const rule = (Name: string, pattern: object, State: Rule['State'] = 'ENABLED'): Rule => ({
  Name,
  Arn: `arn:aws:events:${REGION}:111122223333:rule/${Name}`,
  State,
  EventPattern: JSON.stringify(pattern),
});

test('every event that is waited for has its rule, whatever the order of its pattern', () => {
  const rules = [rule('a', CHANGE), rule('b', EXPIRATION), rule('somebody-elses', { source: ['x'] })];

  expect(judgeRules(rules, REGION, doctor)).toMatchObject({
    outcome: 'ok',
    said: expect.stringContaining('2 rules'),
  });
});

test('a rule of other prefixes counts as none, and a deployment puts it right', () => {
  const narrower = { ...CHANGE, detail: { ...CHANGE.detail, name: [{ prefix: '/eco2/dev/' }] } };

  expect(judgeRules([rule('a', narrower), rule('b', EXPIRATION)], REGION, doctor)).toMatchObject({
    outcome: 'failed',
    said: 'no rule announces ParameterChange below /eco2/: only the sweep finds such changes',
    fix: 'deploy',
  });
});

test('a disabled rule is named with the command that enables it', () => {
  expect(judgeRules([rule('a', CHANGE, 'DISABLED'), rule('b', EXPIRATION)], REGION, doctor)).toMatchObject({
    outcome: 'failed',
    fix: `aws events enable-rule --region ${REGION} --name a`,
  });
});

test('the queue lets exactly those rules send that its policy names', () => {
  const rules = [rule('a', CHANGE), rule('b', EXPIRATION)];
  const policy = (sources: unknown) =>
    JSON.stringify({
      Statement: [
        { Effect: 'Deny', Principal: '*' },
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Condition: { ArnEquals: { 'aws:SourceArn': sources } },
        },
      ],
    });
  const outcomeOf = (text: string) => judgeQueuePolicy(text, rules, doctor).outcome;

  expect(outcomeOf(policy(rules.map(({ Arn }) => Arn)))).toBe('ok');
  expect(outcomeOf(policy(rules[0]?.Arn))).toBe('failed');
  expect(outcomeOf('')).toBe('failed');
});
