import { expect, test } from 'vitest';
import { type NameScope, resolveIntrinsics } from '../../../sandbox/template/intrinsics.ts';

const scope: NameScope = {
  ref: (name) => {
    if (name === 'AWS::NoValue') return undefined;
    if (name === 'Queue') return 'https://queue';
    throw new TypeError(`no ${name}`);
  },
  attribute: (logicalId, attribute) => `${logicalId}/${attribute}`,
  condition: (name) => name === 'Yes',
};

const resolve = (value: unknown): unknown => resolveIntrinsics(value, scope, 'Resources.X');

/** A placeholder as `Fn::Sub` writes it. */
const place = (name: string): string => `\${${name}}`;

test.each<[string, unknown, unknown]>([
  ['Ref is replaced by what it names', { Ref: 'Queue' }, 'https://queue'],
  ['Fn::GetAtt is read from a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Queue/Arn'],
  ['Fn::GetAtt is read from a dotted name', { 'Fn::GetAtt': 'Queue.Nested.Arn' }, 'Queue/Nested.Arn'],
  ['Fn::Join joins resolved parts', { 'Fn::Join': ['-', ['a', { Ref: 'Queue' }, 3]] }, 'a-https://queue-3'],
  ['Fn::Select takes from what Fn::Split gives', { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
  [
    'Fn::Sub knows resources, attributes, own variables and literals',
    {
      'Fn::Sub': [
        `${place('Queue')} ${place('Queue.Arn')} ${place('own')} ${place('!kept')}`,
        { own: { Ref: 'Queue' } },
      ],
    },
    `https://queue Queue/Arn https://queue ${place('kept')}`,
  ],
  ['Fn::If takes the branch of its condition', { 'Fn::If': ['No', 1, { Ref: 'Queue' }] }, 'https://queue'],
  ['Fn::Base64 encodes', { 'Fn::Base64': 'abc' }, 'YWJj'],
  ['Fn::Equals compares resolved values', { 'Fn::Equals': [{ Ref: 'Queue' }, 'https://queue'] }, true],
  ['Fn::Not reads a named condition', { 'Fn::Not': [{ Condition: 'Yes' }] }, false],
  ['Fn::And needs all', { 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Equals': [1, 2] }] }, false],
  ['Fn::Or needs one', { 'Fn::Or': [{ Condition: 'Yes' }, { 'Fn::Equals': [1, 2] }] }, true],
  ['Fn::Contains looks in a list', { 'Fn::Contains': [['1', '2'], '2'] }, true],
  ['AWS::NoValue removes a property', { a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
  ['AWS::NoValue removes an element', [{ Ref: 'AWS::NoValue' }, 1], [1]],
  ['plain values stay as they are', { a: [1, 'x', null, true] }, { a: [1, 'x', null, true] }],
  [
    'an IAM Condition is a property, not an intrinsic',
    { Condition: { Bool: {} } },
    { Condition: { Bool: {} } },
  ],
])('%s', (_sentence, value, expected) => {
  expect(resolve(value)).toEqual(expected);
});

test('an unknown intrinsic is an error that names it and its place', () => {
  expect(() => resolve({ Name: { 'Fn::Transform': {} } })).toThrow(
    'Resources.X.Name: the sandbox does not know Fn::Transform',
  );
});

test('an intrinsic in the wrong shape is an error that names its place', () => {
  expect(() => resolve({ Name: { 'Fn::Join': ['-'] } })).toThrow('Resources.X.Name: expected a list of two');
  expect(() => resolve({ Name: { 'Fn::Select': [5, ['a']] } })).toThrow('the list has no element 5');
});
