import { describe, expect, it } from 'vitest';
import type { SecretChange } from '../../../sandbox/aws/secretsmanager/secret.ts';
import { createSecretsManager } from '../../../sandbox/aws/secretsmanager/secrets-manager.ts';

const DAY_MS = 24 * 60 * 60_000;

function open() {
  let now = Date.UTC(2026, 10, 22, 8);
  const manager = createSecretsManager({ now: () => now });
  const changes: SecretChange[] = [];
  manager.state.changed = (change) => changes.push(change);
  const read = (more: { VersionStage?: string; VersionId?: string } = {}) =>
    manager.call('GetSecretValue', { SecretId: 'app/db', ...more }).SecretString;
  return { manager, changes, read, pass: (ms: number) => (now += ms) };
}

describe('a secret', () => {
  it('has a current and a previous version, by stage and by id', () => {
    const { manager, read } = open();
    const first = manager.call('CreateSecret', { Name: 'app/db', SecretString: 'one' });
    manager.call('PutSecretValue', { SecretId: 'app/db', SecretString: 'two' });
    manager.call('UpdateSecret', { SecretId: 'app/db', SecretString: 'three' });

    expect([
      read(),
      read({ VersionStage: 'AWSPREVIOUS' }),
      read({ VersionId: first.VersionId ?? '' }),
    ]).toEqual(['three', 'two', 'one']);
    expect(() => read({ VersionStage: 'none' })).toThrow(
      "can't find the specified secret value for staging label: none",
    );
  });

  it('is found by name, by ARN, and by ARN without its suffix', () => {
    const { manager } = open();
    const { ARN } = manager.call('CreateSecret', { Name: 'app/db', SecretString: 'one' });

    for (const SecretId of ['app/db', ARN, ARN.slice(0, -7)]) {
      expect(manager.call('GetSecretValue', { SecretId }).Name).toBe('app/db');
    }
  });

  it('can be rolled back by moving AWSCURRENT, and announces where it went', () => {
    const { manager, changes, read } = open();
    const first = manager.call('CreateSecret', { Name: 'app/db', SecretString: 'one' });
    const second = manager.call('PutSecretValue', { SecretId: 'app/db', SecretString: 'two' });
    manager.call('UpdateSecretVersionStage', {
      SecretId: 'app/db',
      VersionStage: 'AWSCURRENT',
      RemoveFromVersionId: second.VersionId ?? '',
      MoveToVersionId: first.VersionId ?? '',
    });

    expect(read()).toBe('one');
    expect(changes.map((change) => change.detail)).toEqual(
      [first, second, first].map(({ VersionId }) => ({
        name: 'app/db',
        labelUpdated: 'AWSCURRENT',
        versionId: VersionId,
      })),
    );
  });

  it('marked for deletion is refused, can be restored, and is gone after the window', () => {
    const { manager, read, pass } = open();
    manager.call('CreateSecret', { Name: 'app/db', SecretString: 'one' });
    manager.call('DeleteSecret', { SecretId: 'app/db', RecoveryWindowInDays: 7 });
    expect(read).toThrow('marked for deletion');
    expect(manager.call('ListSecrets', {}).SecretList).toEqual([]);
    manager.call('RestoreSecret', { SecretId: 'app/db' });
    expect(read()).toBe('one');

    manager.call('DeleteSecret', { SecretId: 'app/db', RecoveryWindowInDays: 7 });
    pass(7 * DAY_MS);

    expect(read).toThrow("can't find the specified secret");
  });
});

describe('what Secrets Manager refuses', () => {
  it('is a name twice, a bad name, a version without value, a token used for another value', () => {
    const { manager } = open();
    const create = (Name: string) => () => manager.call('CreateSecret', { Name, SecretString: 'one' });
    create('app/db')();
    const put = (more: object) => () => manager.call('PutSecretValue', { SecretId: 'app/db', ...more });
    put({ SecretString: 'two', ClientRequestToken: 'token' })();

    expect(create('app/db')).toThrow('already exists');
    expect(create('a b')).toThrow('Invalid name');
    expect(put({})).toThrow('SecretString or SecretBinary');
    expect(put({ SecretString: 'two', ClientRequestToken: 'token' })).not.toThrow();
    expect(put({ SecretString: 'three', ClientRequestToken: 'token' })).toThrow('already in use');
    expect(put({ SecretString: 'x'.repeat(65_537) })).toThrow('at most 65536 bytes');
  });

  it('is moving a label without saying from where, to nowhere, or taking AWSCURRENT away', () => {
    const { manager } = open();
    const first = manager.call('CreateSecret', { Name: 'app/db', SecretString: 'one' }).VersionId ?? '';
    manager.call('PutSecretValue', { SecretId: 'app/db', SecretString: 'two', VersionStages: ['next'] });
    const move = (VersionStage: string, more: object) => () =>
      manager.call('UpdateSecretVersionStage', { SecretId: 'app/db', VersionStage, ...more });

    expect(move('next', { MoveToVersionId: first })).toThrow("RemoveFromVersionId can't be empty");
    expect(move('fresh', { MoveToVersionId: 'none' })).toThrow('VersionId: none');
    expect(move('AWSCURRENT', { RemoveFromVersionId: first })).toThrow('moved and not removed');
    expect(() => manager.call('DeleteSecret', { SecretId: 'app/db', RecoveryWindowInDays: 6 })).toThrow(
      'between 7 and 30',
    );
  });
});

describe('metadata', () => {
  it('shows tags, versions with labels, and unlabelled ones only on request', () => {
    const { manager } = open();
    for (const value of ['one', 'two', 'three']) {
      if (value === 'one')
        manager.call('CreateSecret', { Name: 'app/db', SecretString: value, Description: 'the database' });
      else manager.call('PutSecretValue', { SecretId: 'app/db', SecretString: value });
    }
    manager.call('TagResource', {
      SecretId: 'app/db',
      Tags: [
        { Key: 'env', Value: 'dev' },
        { Key: 'x', Value: 'y' },
      ],
    });
    manager.call('UntagResource', { SecretId: 'app/db', TagKeys: ['x'] });
    const versions = (IncludeDeprecated: boolean) =>
      manager.call('ListSecretVersionIds', { SecretId: 'app/db', IncludeDeprecated })['Versions'];

    expect(manager.call('DescribeSecret', { SecretId: 'app/db' })).toMatchObject({
      Description: 'the database',
      Tags: [{ Key: 'env', Value: 'dev' }],
    });
    expect(versions(false)).toHaveLength(2);
    expect(versions(true)).toHaveLength(3);
    expect(
      manager.call('ListSecrets', { Filters: [{ Key: 'description', Values: ['DATA'] }] }).SecretList,
    ).toHaveLength(1);
    expect(
      manager.call('ListSecrets', { Filters: [{ Key: 'all', Values: ['env'] }] }).SecretList,
    ).toHaveLength(1);
    expect(() => manager.call('ListSecrets', { Filters: [{ Key: 'colour', Values: ['red'] }] })).toThrow(
      'unknown filter key',
    );
  });

  it('is gone at once when the deletion is forced', () => {
    const { manager, read } = open();
    manager.call('CreateSecret', { Name: 'app/db', SecretString: 'one' });
    manager.call('DeleteSecret', { SecretId: 'app/db', ForceDeleteWithoutRecovery: true });

    expect(read).toThrow("can't find the specified secret");
  });
});

describe('lists and batches', () => {
  it('filter by name prefix and tags, and negate with an exclamation mark', () => {
    const { manager } = open();
    for (const [Name, env] of [
      ['app/a', 'dev'],
      ['app/b', 'prod'],
      ['other', 'prod'],
    ] as const) {
      manager.call('CreateSecret', { Name, SecretString: 'v', Tags: [{ Key: 'env', Value: env }] });
    }
    const names = (...Filters: { Key: string; Values: string[] }[]) =>
      manager.call('ListSecrets', { Filters }).SecretList.map((secret) => secret['Name']);

    expect(names({ Key: 'name', Values: ['app/'] })).toEqual(['app/a', 'app/b']);
    expect(names({ Key: 'name', Values: ['app/'] }, { Key: 'tag-value', Values: ['prod'] })).toEqual([
      'app/b',
    ]);
    expect(names({ Key: 'name', Values: ['!app/'] })).toEqual(['other']);
  });

  it('pages', () => {
    const { manager } = open();
    for (const Name of ['c', 'a', 'b']) manager.call('CreateSecret', { Name, SecretString: 'v' });
    const first = manager.call('ListSecrets', { MaxResults: 2 });
    const second = manager.call('ListSecrets', { MaxResults: 2, NextToken: first.NextToken ?? '' });

    expect([first, second].map((page) => page.SecretList.map((secret) => secret['Name']))).toEqual([
      ['a', 'b'],
      ['c'],
    ]);
    expect(second.NextToken).toBeUndefined();
  });

  it('a batch lists what it could not read', () => {
    const { manager } = open();
    manager.call('CreateSecret', { Name: 'a', SecretString: 'v' });

    const batch = manager.call('BatchGetSecretValue', { SecretIdList: ['a', 'missing'] });

    expect(batch.SecretValues.map((value) => value.SecretString)).toEqual(['v']);
    expect(batch.Errors.map((error) => [error.SecretId, error.ErrorCode])).toEqual([
      ['missing', 'ResourceNotFoundException'],
    ]);
  });
});
