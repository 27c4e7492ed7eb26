import { describe, expect, it } from 'vitest';
import { AwsServiceError } from '../../../sandbox/aws/service-error.ts';
import type { ParameterChange } from '../../../sandbox/aws/ssm/parameter.ts';
import { createSsm } from '../../../sandbox/aws/ssm/ssm.ts';

const NAME = '/eco2/dev/database/auth/postgres-password';

function open() {
  let now = Date.UTC(2026, 10, 22, 8);
  const changes: ParameterChange[] = [];
  const ssm = createSsm({ now: () => now, changed: (change) => changes.push(change) });
  const put = (Name: string, Value: string, more: object = {}) =>
    ssm.call('PutParameter', {
      Name,
      Value,
      Type: 'String',
      Overwrite: ssm.state.parameters.has(Name),
      ...more,
    });
  return { ssm, changes, put, tick: (ms: number) => (now += ms) };
}

function codeOf(run: () => unknown): string {
  try {
    return `answered ${JSON.stringify(run())}`;
  } catch (error) {
    if (error instanceof AwsServiceError) return error.code;
    throw error;
  }
}

describe('PutParameter', () => {
  it.each([
    ['a path without its leading slash', 'eco2/dev', 'ValidationException'],
    ['a reserved path', '/aws/mine', 'AccessDeniedException'],
    ['a reserved flat name', 'ssmKey', 'ValidationException'],
    ['a space', '/eco2/my key', 'ValidationException'],
    ['an empty part', '/eco2//key', 'ValidationException'],
    ['sixteen levels', `/${'a/'.repeat(15)}a`, 'HierarchyLevelLimitExceededException'],
  ])('refuses a name with %s', (_what, name, code) => {
    const { put } = open();

    expect(codeOf(() => put(name, 'value'))).toBe(code);
  });

  it('refuses an existing name without Overwrite, a new one without Type, and an empty value', () => {
    const { ssm, put } = open();
    put(NAME, 'one');

    expect(codeOf(() => ssm.call('PutParameter', { Name: NAME, Value: 'two' }))).toBe(
      'ParameterAlreadyExists',
    );
    expect(codeOf(() => ssm.call('PutParameter', { Name: '/new', Value: 'two' }))).toBe(
      'ValidationException',
    );
    expect(codeOf(() => put('/empty', ''))).toBe('ValidationException');
  });

  it('holds 4,096 bytes in the standard tier and 8,192 in the advanced one', () => {
    const { put } = open();

    expect(put('/standard', 'x'.repeat(4096)).Tier).toBe('Standard');
    expect(codeOf(() => put('/large', 'x'.repeat(4097)))).toBe('ValidationException');
    expect(codeOf(() => put('/bytes', 'ü'.repeat(2049)))).toBe('ValidationException');
    expect(put('/advanced', 'x'.repeat(8192), { Tier: 'Advanced' }).Tier).toBe('Advanced');
    expect(put('/auto', 'x'.repeat(4097), { Tier: 'Intelligent-Tiering' }).Tier).toBe('Advanced');
    expect(codeOf(() => put('/huge', 'x'.repeat(8193), { Tier: 'Advanced' }))).toBe('ValidationException');
    expect(codeOf(() => put('/advanced', 'x', { Tier: 'Standard' }))).toBe('ValidationException');
  });

  it('keeps a hundred versions and drops the oldest, unless a label holds it', () => {
    const { ssm, put } = open();
    for (let version = 1; version <= 101; version += 1) put(NAME, `value ${version}`);

    expect(codeOf(() => ssm.call('GetParameter', { Name: `${NAME}:1` }))).toBe('ParameterVersionNotFound');
    ssm.call('LabelParameterVersion', { Name: NAME, ParameterVersion: 2, Labels: ['pinned'] });
    expect(codeOf(() => put(NAME, 'one more'))).toBe('ParameterMaxVersionLimitExceeded');
  });

  it('takes tags at creation and refuses them with Overwrite', () => {
    const { ssm, put } = open();
    put(NAME, 'one', { Tags: [{ Key: 'env', Value: 'dev' }] });

    const listed = ssm.call('ListTagsForResource', { ResourceType: 'Parameter', ResourceId: NAME });
    expect(listed).toEqual({ TagList: [{ Key: 'env', Value: 'dev' }] });
    expect(codeOf(() => put(NAME, 'two', { Tags: [{ Key: 'env', Value: 'prod' }] }))).toBe(
      'ValidationException',
    );
  });
});

describe('labels', () => {
  it('come off, are limited to ten a version, and ill-formed ones change nothing', () => {
    const { ssm, put } = open();
    put(NAME, 'one');
    const label = (Labels: string[]) => ssm.call('LabelParameterVersion', { Name: NAME, Labels });

    expect(label(['good', '1bad', 'aws-bad'])).toEqual({
      InvalidLabels: ['1bad', 'aws-bad'],
      ParameterVersion: 1,
    });
    expect(codeOf(() => ssm.call('GetParameter', { Name: `${NAME}:good` }))).toBe('ParameterVersionNotFound');
    label(Array.from({ length: 10 }, (_, index) => `l${index}`));
    expect(codeOf(() => label(['eleventh']))).toBe('ParameterVersionLabelLimitExceeded');
    const removed = ssm.call('UnlabelParameterVersion', {
      Name: NAME,
      ParameterVersion: 1,
      Labels: ['l0', 'other'],
    });
    expect(removed).toEqual({ RemovedLabels: ['l0'], InvalidLabels: ['other'] });
  });
});

describe('listing', () => {
  it('by path gives ten a page, one level deep unless recursive', () => {
    const { ssm, put } = open();
    for (let index = 0; index < 12; index += 1) put(`/team/p${String(index).padStart(2, '0')}`, 'v');
    put('/team/deeper/p', 'v');
    put('/teammate/p', 'v');

    const first = ssm.call('GetParametersByPath', { Path: '/team' });
    const second = ssm.call('GetParametersByPath', { Path: '/team/', NextToken: first.NextToken ?? '' });
    const deep = ssm.call('GetParametersByPath', { Path: '/team', Recursive: true });

    expect(first.Parameters).toHaveLength(10);
    expect(second.Parameters.map((parameter) => parameter.Name)).toEqual(['/team/p10', '/team/p11']);
    expect(second.NextToken).toBeUndefined();
    expect(deep.Parameters[0]?.Name).toBe('/team/deeper/p');
    expect(codeOf(() => ssm.call('GetParametersByPath', { Path: '/team', MaxResults: 11 }))).toBe(
      'ValidationException',
    );
    expect(codeOf(() => ssm.call('GetParametersByPath', { Path: 'team' }))).toBe('ValidationException');
  });

  it('describes by name, path and tag, and refuses filters it does not know', () => {
    const { ssm, put } = open();
    put('/team/a', 'v', { Tags: [{ Key: 'env', Value: 'prod' }] });
    put('/team/b', 'v', { Tags: [{ Key: 'env', Value: 'dev' }] });
    put('flat', 'v');
    const names = (...ParameterFilters: { Key: string; Option?: string; Values: string[] }[]) =>
      ssm.call('DescribeParameters', { ParameterFilters }).Parameters.map((parameter) => parameter['Name']);

    expect(names({ Key: 'tag:env', Values: ['prod', 'stage'] })).toEqual(['/team/a']);
    expect(names({ Key: 'Path', Option: 'Recursive', Values: ['/team'] })).toEqual(['/team/a', '/team/b']);
    expect(names({ Key: 'Name', Option: 'Contains', Values: ['a'] })).toEqual(['/team/a', '/team/b', 'flat']);
    expect(codeOf(() => names({ Key: 'Colour', Values: ['red'] }))).toBe('InvalidFilterKey');
    expect(codeOf(() => names({ Key: 'Type', Option: 'Contains', Values: ['S'] }))).toBe(
      'InvalidFilterOption',
    );
  });
});

describe('tags and history', () => {
  it('of a parameter can be changed and listed', () => {
    const { ssm, put } = open();
    put(NAME, 'one');
    const target = { ResourceType: 'Parameter', ResourceId: NAME };
    ssm.call('AddTagsToResource', {
      ...target,
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    });
    ssm.call('RemoveTagsFromResource', { ...target, TagKeys: ['a', 'unknown'] });

    expect(ssm.call('ListTagsForResource', target).TagList).toEqual([{ Key: 'b', Value: '2' }]);
    expect(codeOf(() => ssm.call('ListTagsForResource', { ...target, ResourceId: '/none' }))).toBe(
      'InvalidResourceId',
    );
    expect(codeOf(() => ssm.call('ListTagsForResource', { ...target, ResourceType: 'Document' }))).toBe(
      'InvalidResourceType',
    );
  });

  it('keeps every version with its labels, sealed unless decryption is asked for', () => {
    const { ssm, put } = open();
    put(NAME, 'one', { Type: 'SecureString' });
    put(NAME, 'two', { Type: 'SecureString' });
    ssm.call('LabelParameterVersion', { Name: NAME, ParameterVersion: 1, Labels: ['first'] });
    const read = (WithDecryption: boolean) =>
      ssm.call('GetParameterHistory', { Name: NAME, WithDecryption }).Parameters;

    expect(read(true).map((version) => [version['Value'], version['Labels']])).toEqual([
      ['one', ['first']],
      ['two', []],
    ]);
    expect(read(false).map((version) => version['Value'])).not.toContain('one');
    expect(codeOf(() => ssm.call('GetParameterHistory', { Name: NAME, NextToken: 'x' }))).toBe(
      'InvalidNextToken',
    );
  });
});

describe('a SecureString read without decryption', () => {
  it('is ciphertext that is stable for a version, changes with it, and does not hold the value', () => {
    const { ssm, put, tick } = open();
    const read = () => ssm.call('GetParameter', { Name: NAME }).Parameter.Value;
    put(NAME, 'hunter2', { Type: 'SecureString' });
    const [first, again] = [read(), read()];
    tick(1);
    put(NAME, 'hunter2', { Type: 'SecureString' });

    expect(first).toBe(again);
    expect(read()).not.toBe(first);
    expect(Buffer.from(first, 'base64').toString('latin1')).not.toContain('hunter2');
  });
});

describe('what SSM announces', () => {
  it('is name, type, operation and description of creates, updates, labels and deletes', () => {
    const { ssm, changes, put } = open();
    put(NAME, 'one', { Type: 'SecureString', Description: 'words' });
    put(NAME, 'two', { Type: 'SecureString' });
    ssm.call('LabelParameterVersion', { Name: NAME, Labels: ['live'] });
    ssm.call('DeleteParameters', { Names: [NAME, '/other'] });

    expect(changes.map((change) => change.detail.operation)).toEqual([
      'Create',
      'Update',
      'LabelParameterVersion',
      'Delete',
    ]);
    expect(changes[0]).toEqual({
      arn: `arn:aws:ssm:ap-northeast-2:123456789012:parameter${NAME}`,
      detail: { operation: 'Create', name: NAME, type: 'SecureString', description: 'words' },
    });
  });
});

describe('hooks', () => {
  it('script faults before anything happens, and observe every call with its code', () => {
    const { ssm, put } = open();
    const seen: string[] = [];
    ssm.hooks.observe = (action, _params, _caller, code) => seen.push(`${action} ${code ?? 'ok'}`);
    ssm.hooks.intercept = (action) =>
      action === 'PutParameter' ? new AwsServiceError('ThrottlingException', 'Rate exceeded') : undefined;

    expect(codeOf(() => put(NAME, 'one'))).toBe('ThrottlingException');
    ssm.hooks.intercept = undefined;
    put(NAME, 'one');

    expect(seen).toEqual(['PutParameter ThrottlingException', 'PutParameter ok']);
    expect(ssm.call('GetParameterHistory', { Name: NAME }).Parameters).toHaveLength(1);
  });
});
