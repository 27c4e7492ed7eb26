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
