import { describe, expect, it } from 'vitest';
import { isBelowPath, rootOfExpression } from '../../../lambdas/core/secrets/find.ts';
import { readSecretStore } from '../../../lambdas/core/secrets/secret-store.ts';
import { findSweptOnly } from '../../../lambdas/core/secrets/swept-only.ts';
import { store, testConfig } from '../../secret-sync/objects.ts';

describe('the path of a find', () => {
  it.each([
    ['/app/db', '/app', true],
    ['/app/db', '/app/', true],
    ['/app', '/app', false],
    ['/apple/x', '/app', false],
    ['/x', '/', true],
    ['flat', '/', true],
  ])('%s is below %s: %s', (name, path, expected) => {
    expect(isBelowPath(name, path)).toBe(expected);
  });

  it.each([
    ['^/app/db/.*', '/app/db'],
    ['^/app/db[0-9]$', '/app'],
    ['^/app/db', '/app'],
    ['^/app\\.x/y/z', '/app.x/y'],
    ['^/app/?x', '/'],
    ['^/app/*x', '/'],
    ['^/app/x|^/b', '/'],
    ['(?i)^/app/x', '/'],
    ['^/(app|web)/x', '/'],
    ['/app/db', '/'],
    ['^/app', '/'],
  ])('of the expression %s is %s', (regexp, root) => {
    expect(rootOfExpression(regexp)).toBe(root);
  });
});

describe('a store whose changes no event announces', () => {
  const role = 'arn:aws:iam::444455556666:role/reader';
  const reasonOf = (aws: object, config: object = {}) =>
    findSweptOnly(readSecretStore(store({ ...aws })), testConfig({ roles: [{ role }], ...config }));

  it('is one of another region without a rule, or of another account', () => {
    expect(reasonOf({ region: 'us-east-1', role })).toContain('add it to secrets.regions: ["us-east-1"]');
    expect(reasonOf({ role })).toContain('events of account 444455556666');
  });

  it('is none of the own region and account, nor of a region whose events are forwarded', () => {
    expect(reasonOf({})).toBeUndefined();
    expect(reasonOf({ region: 'us-east-1' }, { regions: ['us-east-1'] })).toBeUndefined();
  });
});
