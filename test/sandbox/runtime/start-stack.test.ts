import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createAws } from '../../../sandbox/aws/aws.ts';
import { dispatch } from '../../../sandbox/aws/wire/dispatch.ts';
import { createSandboxClock } from '../../../sandbox/runtime/clock.ts';
import { LogGroups } from '../../../sandbox/runtime/log-groups.ts';
import { type RunningStack, startStack } from '../../../sandbox/runtime/start-stack.ts';
import { resolveStack } from '../../../sandbox/template/resolve-stack.ts';
import { parseTemplate } from '../../../sandbox/template/template.ts';

const ACCOUNT = '111122223333';
const BUNDLE = `
exports.handler = async (event) => {
  console.log('handled ' + (event.Records ? event.Records.map((each) => each.body).join() : JSON.stringify(event)));
  return { batchItemFailures: [] };
};
`;

/** A rule, a schedule, a queue and a function, with exactly the statements they need. */
function template() {
  const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
  const statement = (Action: unknown, Resource: unknown, more = {}) => ({
    Effect: 'Allow',
    Action,
    Resource,
    ...more,
  });
  const policy = (...Statement: unknown[]) => ({ Version: '2012-10-17', Statement });
  const trust = (Service: string) =>
    policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } });
  return {
    Resources: {
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'inbox', VisibilityTimeout: 60 } },
      QueuePolicy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [{ Ref: 'Queue' }],
          PolicyDocument: policy(
            statement('sqs:SendMessage', arn('Queue'), {
              Principal: { Service: 'events.amazonaws.com' },
              Condition: { ArnEquals: { 'aws:SourceArn': arn('Rule') } },
            }),
          ),
        },
      },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: { source: ['aws.ssm'], detail: { name: [{ prefix: '/eco2/' }] } },
          Targets: [{ Id: 'Queue', Arn: arn('Queue') }],
        },
      },
      Schedule: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          ScheduleExpression: 'rate(1 minute)',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: { Arn: arn('Queue'), RoleArn: arn('ScheduleRole'), Input: 'sweep' },
        },
      },
      ScheduleRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: trust('scheduler.amazonaws.com'),
          Policies: [
            { PolicyName: 'send', PolicyDocument: policy(statement('sqs:SendMessage', arn('Queue'))) },
          ],
        },
      },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: trust('lambda.amazonaws.com') },
      },
      RolePolicy: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyName: 'work',
          Roles: [{ Ref: 'Role' }],
          PolicyDocument: policy(
            statement(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], arn('Queue')),
            statement(['logs:CreateLogStream', 'logs:PutLogEvents'], arn('Logs')),
          ),
        },
      },
      Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'lines' } },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { S3Bucket: 'assets', S3Key: 'code.zip' },
          Handler: 'index.handler',
          Role: arn('Role'),
          Runtime: 'nodejs24.x',
          Timeout: 10,
          LoggingConfig: { LogGroup: { Ref: 'Logs' } },
        },
      },
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: arn('Queue'),
          FunctionName: { Ref: 'Function' },
          FunctionResponseTypes: ['ReportBatchItemFailures'],
        },
      },
    },
  };
}

let directory = '';
let running: RunningStack | undefined;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sluice-test-'));
  writeFileSync(join(directory, 'index.js'), BUNDLE);
});
afterEach(async () => await running?.close());
afterAll(() => rmSync(directory, { recursive: true }));

function start(json: object = template()) {
  const clock = createSandboxClock();
  const aws = createAws({ now: () => clock.now(), account: ACCOUNT });
  const logs = new LogGroups();
  const problems: string[] = [];
  const stack = {
    name: 'example',
    account: ACCOUNT,
    region: 'ap-northeast-2',
    template: parseTemplate(json),
    assets: new Map([['code.zip', directory]]),
    ssmParameters: {},
  };
  const resolved = resolveStack(stack, 'http://127.0.0.1:1');
  running = startStack(resolved, { aws, clock, logs, report: (text) => problems.push(text) });
  const put = (Name: string) => aws.in().ssm.call('PutParameter', { Name, Value: 'x', Type: 'String' });
  const lines = () => logs.lines('lines').map(({ text }) => text);
  const waiting = () => aws.in().sqs.state.queues.get('inbox')?.messages.size;
  return { aws, clock, put, lines, problems, waiting, stack: running };
}

/** The template with a URL for its function, and the permissions of everybody that are named. */
function withUrl(...permissions: readonly ('Call' | 'Invoke')[]): object {
  const json = template();
  const arn = { 'Fn::GetAtt': ['Function', 'Arn'] };
  const Url = { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE', TargetFunctionArn: arn } };
  const everybody = { FunctionName: arn, Principal: '*' };
  const Type = 'AWS::Lambda::Permission';
  const all = {
    Call: { Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE', ...everybody },
    Invoke: { Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true, ...everybody },
  };
  const granted = permissions.map((name) => [name, { Type, Properties: all[name] }]);
  return { Resources: { ...json.Resources, Url, ...Object.fromEntries(granted) } };
}

/** The template without one statement of a policy, or without a resource. */
function without(change: (resources: ReturnType<typeof template>['Resources']) => void): object {
  const changed = template();
  change(changed.Resources);
  return changed;
}

test('a parameter change goes through the rule and the queue to the function', async () => {
  const { put, lines, waiting } = start();

  put('/eco2/dev/key');

  await expect.poll(lines).toContainEqual(expect.stringContaining('"name":"/eco2/dev/key"'));
  await expect.poll(waiting).toBe(0);
});

test('a parameter outside the pattern of the rule reaches nobody', () => {
  const { put, waiting } = start();

  put('/other/key');

  expect(waiting()).toBe(0);
});

test('without the rule the event path is dead', () => {
  const { put, waiting } = start(
    without((resources) => {
      Object.assign(resources, { Rule: undefined });
      delete (resources as Partial<typeof resources>).Rule;
      resources.QueuePolicy.Properties.PolicyDocument = { Version: '2012-10-17', Statement: [] };
    }),
  );

  put('/eco2/dev/key');

  expect(waiting()).toBe(0);
});

test('without the queue policy the rule is refused', () => {
  const { put, waiting, problems } = start(
    without((resources) => {
      delete (resources as Partial<typeof resources>).QueuePolicy;
    }),
  );

  put('/eco2/dev/key');

  expect(waiting()).toBe(0);
  expect(problems).toEqual([expect.stringContaining('events.amazonaws.com is not authorized')]);
});

test('the schedule sends with its role, and without the statement it is refused', async () => {
  const allowed = start();
  allowed.clock.advance(60_000);
  await expect.poll(allowed.lines).toContain('handled sweep');
  await running?.close();

  const refused = start(
    without((resources) => {
      resources.ScheduleRole.Properties.Policies = [];
    }),
  );
  refused.clock.advance(60_000);

  expect(refused.problems).toEqual([expect.stringContaining('not authorized to perform: sqs:SendMessage')]);
});

test('a schedule role that does not trust the scheduler cannot be assumed', () => {
  const { clock, problems } = start(
    without((resources) => {
      resources.ScheduleRole.Properties.AssumeRolePolicyDocument =
        resources.Role.Properties.AssumeRolePolicyDocument;
    }),
  );

  clock.advance(60_000);

  expect(problems).toEqual([expect.stringContaining('scheduler.amazonaws.com is not authorized to assume')]);
});

test('a function role without the queue statements cannot be mapped', () => {
  const json = without((resources) => {
    resources.RolePolicy.Properties.PolicyDocument.Statement.shift();
  });

  expect(() => start(json)).toThrow('not authorized to perform: sqs:GetQueueAttributes');
});

test('a function role without the log statements writes no log, and says so', async () => {
  const { aws, lines, problems } = start(
    without((resources) => {
      resources.RolePolicy.Properties.PolicyDocument.Statement.pop();
    }),
  );

  await aws.lambda?.call('Invoke', { FunctionName: running?.functions[0]?.resource.name ?? '' });

  expect(lines()).toEqual([]);
  expect(problems).toEqual([expect.stringContaining('logs:CreateLogStream')]);
});

test('a function can be invoked by hand, and answers', async () => {
  const { aws, stack } = start();
  const FunctionName = stack.functions[0]?.resource.name ?? '';

  const answer = await aws.lambda?.call('Invoke', { FunctionName, Payload: '{"action":"resync"}' });

  expect(answer).toMatchObject({ StatusCode: 200, Payload: '{"batchItemFailures":[]}' });
});

test('a caller whose role may not invoke is refused', () => {
  const { aws, stack } = start();
  const { name, properties } = stack.functions[0]?.resource ?? { name: '', properties: { Role: '' } };
  const keys = aws.credentials.issueSession({
    roleArn: properties.Role,
    sessionName: 's',
    durationSeconds: 900,
  });
  const caller = aws.credentials.resolve(keys.accessKeyId, keys.sessionToken);

  expect(() => aws.lambda?.call('Invoke', { FunctionName: name }, caller)).toThrow('lambda:InvokeFunction');
});

test('a queue that hides messages for less than the function may take is refused', () => {
  const json = without((resources) => {
    resources.Queue.Properties.VisibilityTimeout = 5;
  });

  expect(() => start(json)).toThrow("Mapping: the queue's visibility timeout is 5 s");
});

test('the stack is idle once its messages are worked off', async () => {
  const { put, stack } = start();
  expect(stack.isIdle()).toBe(true);

  put('/eco2/dev/key');

  expect(stack.isIdle()).toBe(false);
  await expect.poll(() => stack.isIdle()).toBe(true);
});

/** Asks a path of the AWS endpoint without credentials. */
async function ask(aws: ReturnType<typeof createAws>, path: string) {
  return await dispatch(aws, {
    method: 'POST',
    path,
    query: new URLSearchParams('a=b'),
    headers: {},
    body: 'hello',
  });
}

test('a function URL hands the request to its function, and gives its answer', async () => {
  const { aws, lines, stack } = start(withUrl('Call', 'Invoke'));

  const answer = await ask(aws, `/function-url/${stack.functions[0]?.resource.name}/v1/admission`);

  expect(answer).toMatchObject({ status: 200, body: '{"batchItemFailures":[]}' });
  await expect
    .poll(lines)
    .toContainEqual(expect.stringMatching(/"rawPath":"\/v1\/admission".*"body":"hello"/));
});

test.each([
  ['nobody', []],
  ['everybody to call, but not to invoke,', ['Call']],
  ['everybody to invoke, but not to call,', ['Invoke']],
] as const)('a function URL that %s was permitted answers 403', async (_title, permissions) => {
  const { aws, stack } = start(withUrl(...permissions));

  const answer = await ask(aws, `/function-url/${stack.functions[0]?.resource.name}/`);

  expect(answer.status).toBe(403);
});

test('a function without a URL has none', async () => {
  const { aws, stack } = start();

  const answer = await ask(aws, `/function-url/${stack.functions[0]?.resource.name}/`);

  expect(answer.body).toContain('MissingAuthenticationToken');
});
