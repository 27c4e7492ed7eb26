import { expect, test } from 'vitest';
import { RULE } from '../../../sandbox/template/kinds/events.ts';
import { FUNCTION } from '../../../sandbox/template/kinds/lambda.ts';
import { QUEUE } from '../../../sandbox/template/kinds/sqs.ts';
import { type ResolvedStack, resolveStack } from '../../../sandbox/template/resolve-stack.ts';
import { parseTemplate } from '../../../sandbox/template/template.ts';

const ENDPOINT = 'http://127.0.0.1:4566';

function resolve(template: Readonly<Record<string, unknown>>): ResolvedStack {
  const stack = {
    name: 'example',
    account: '111122223333',
    region: 'ap-northeast-2',
    template: parseTemplate({ Resources: {}, ...template }),
    assets: new Map(),
    ssmParameters: { '/cdk-bootstrap/hnb659fds/version': '6' },
  };
  return resolveStack(stack, ENDPOINT);
}

const queue = (Properties = {}) => ({ Type: 'AWS::SQS::Queue', Properties });

test('a queue gets a name made from stack and logical id, a URL at the endpoint, and an ARN', () => {
  const [deployed] = resolve({ Resources: { Inbox: queue() } }).resources(QUEUE);

  expect(deployed?.name).toMatch(/^example-Inbox-[0-9A-F]{12}$/);
  expect(deployed?.ref).toBe(`${ENDPOINT}/111122223333/${deployed?.name}`);
  expect(deployed?.arn).toBe(`arn:aws:sqs:ap-northeast-2:111122223333:${deployed?.name}`);
});

test('resources may refer to resources that come later', () => {
  const stack = resolve({
    Resources: {
      Inbox: queue({
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 5 },
      }),
      Dead: queue({ QueueName: 'dead' }),
    },
  });

  expect(stack.resources(QUEUE)[0]?.properties.RedrivePolicy?.deadLetterTargetArn).toBe(
    'arn:aws:sqs:ap-northeast-2:111122223333:dead',
  );
});

test('a resource type that is not known is an error naming the resource and the type', () => {
  expect(() => resolve({ Resources: { Table: { Type: 'AWS::DynamoDB::Table' } } })).toThrow(
    'Table: the sandbox does not know AWS::DynamoDB::Table',
  );
});

test('a property that is not known is an error naming the resource and the property', () => {
  expect(() => resolve({ Resources: { Inbox: queue({ FifoQueue: true }) } })).toThrow(
    'Inbox (AWS::SQS::Queue): the sandbox does not know the property FifoQueue',
  );
});

test('a nested property that is not known is an error, too', () => {
  const Targets = [{ Arn: 'arn:aws:sqs:x', Id: '1', EcsParameters: {} }];
  expect(() =>
    resolve({ Resources: { Rule: { Type: RULE.type, Properties: { EventPattern: {}, Targets } } } }),
  ).toThrow('Rule (AWS::Events::Rule): the sandbox does not know the property Targets.0.EcsParameters');
});

test('a value the sandbox cannot honour is an error naming the property', () => {
  const Properties = { Code: { S3Bucket: 'b', S3Key: 'k' }, Handler: 'h', Role: 'r', Runtime: 'nodejs22.x' };
  expect(() => resolve({ Resources: { Fn: { Type: FUNCTION.type, Properties } } })).toThrow(
    'Fn (AWS::Lambda::Function): Runtime:',
  );
});

test('an attribute that is not known is an error naming it', () => {
  expect(() =>
    resolve({
      Resources: { Inbox: queue({ QueueName: { 'Fn::GetAtt': ['Dead', 'Age'] } }), Dead: queue() },
    }),
  ).toThrow('Dead (AWS::SQS::Queue): no attribute Age; known: Arn, QueueName, QueueUrl');
});

test('a circular reference is an error showing the circle', () => {
  expect(() =>
    resolve({
      Resources: { A: queue({ QueueName: { Ref: 'B' } }), B: queue({ QueueName: { Ref: 'A' } }) },
    }),
  ).toThrow('circular reference: A -> B -> A');
});

test('a resource whose condition is false is not deployed', () => {
  const stack = resolve({
    Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
    Resources: { Inbox: { ...queue(), Condition: 'Never' } },
  });

  expect(stack.resources(QUEUE)).toEqual([]);
});

test('a dependency on something that is not in the template is an error', () => {
  expect(() => resolve({ Resources: { Inbox: { ...queue(), DependsOn: ['Gone'] } } })).toThrow('Gone');
});

test('the bootstrap version is answered, and the rule on it holds', () => {
  const Rules = {
    Check: {
      Assertions: [
        {
          Assert: { 'Fn::Not': [{ 'Fn::Contains': [['5', '6'], { Ref: 'V' }] }] },
          AssertDescription: 'too old',
        },
      ],
    },
  };
  const Parameters = {
    V: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
  };

  expect(resolve({ Parameters, Outputs: { Version: { Value: { Ref: 'V' } } } }).outputs).toEqual({
    Version: '6',
  });
  expect(() => resolve({ Parameters, Rules })).toThrow('rule Check of the template does not hold: too old');
});

test('a template section that is not known is an error naming it', () => {
  expect(() => resolve({ Transform: 'AWS::Serverless' })).toThrow('Transform');
});
