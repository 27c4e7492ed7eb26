import { describe, expect, it } from 'vitest';
import { matchesPattern } from '../../sandbox/aws/events/pattern.ts';
import { compileEventFamilies } from '../../stack/event-patterns.ts';

type Pattern = Readonly<Record<string, unknown>>;

/** The patterns as the template has them. */
function patternsOf(prefixes: readonly string[], services: readonly string[]): readonly Pattern[] {
  return compileEventFamilies(prefixes, services).flatMap(({ patterns }) =>
    patterns.map(({ detailType, ...rest }) => ({ ...rest, 'detail-type': detailType })),
  );
}

function event(detailType: string, detail: Pattern, source = 'aws.ssm'): Pattern {
  return {
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': detailType,
    source,
    account: '111122223333',
    time: '2026-11-22T08:00:00Z',
    region: 'ap-northeast-2',
    resources: [],
    detail,
  };
}

const KEY = '/eco2/dev/database/auth/postgres-password';
const change = (operation: string, name = KEY) =>
  event('Parameter Store Change', { operation, name, type: 'SecureString' });
const policy = (type: string, name = KEY) =>
  event('Parameter Store Policy Action', { 'parameter-name': name, 'policy-type': type });
const label = (name: string) =>
  event('Secret Label Updated', { name, labelUpdated: 'AWSCURRENT', versionId: 'v1' }, 'aws.secretsmanager');

describe('rules of the secrets half', () => {
  const patterns = patternsOf(['/eco2/'], ['ParameterStore']);
  const taken = (sample: Pattern) => patterns.filter((pattern) => matchesPattern(pattern, sample)).length;

  it.each([
    ['a parameter was created', change('Create')],
    ['a parameter was changed', change('Update')],
    ['a parameter was deleted', change('Delete')],
    ['a label was moved', change('LabelParameterVersion')],
    ['a parameter expired', policy('Expiration')],
  ])('take it once when %s', (_name, sample) => {
    expect(taken(sample)).toBe(1);
  });

  it.each([
    ['a parameter outside the prefixes', change('Update', '/cdk-bootstrap/hnb659fds/version')],
    ['a flat name', change('Update', 'eco2')],
    ['a neighbour of the prefix', change('Update', '/eco2x/key')],
    ['a notice that a parameter will expire', policy('ExpirationNotification')],
    ['a secret while only Parameter Store is in use', label('/eco2/key')],
    [
      'another event of SSM',
      event('EC2 Command Status-change Notification', { name: KEY, operation: 'Update' }),
    ],
    [
      'an event of another service',
      event('Parameter Store Change', { operation: 'Update', name: KEY }, 'my.app'),
    ],
  ])('leave %s alone', (_name, sample) => {
    expect(taken(sample)).toBe(0);
  });

  it('take label moves of secrets where Secrets Manager is in use, and nothing of Parameter Store where it is not', () => {
    const secretsOnly = patternsOf(['prod/'], ['SecretsManager']);

    expect(secretsOnly.map((pattern) => matchesPattern(pattern, label('prod/db')))).toEqual([true]);
    expect(secretsOnly.some((pattern) => matchesPattern(pattern, change('Update')))).toBe(false);
  });

  it('are split below the 2,048 characters of a pattern, and lose no prefix', () => {
    const prefixes = Array.from({ length: 200 }, (_, index) => `/team-${index}/application/`);
    const split = patternsOf(prefixes, ['ParameterStore']);

    expect(split.length).toBeGreaterThan(2);
    for (const pattern of split) expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(2048);
    for (const prefix of prefixes) {
      const sample = change('Update', `${prefix}key`);
      expect(split.filter((pattern) => matchesPattern(pattern, sample))).toHaveLength(1);
    }
  });

  it('name a prefix once, the widest, in one order', () => {
    expect(patternsOf(['/b/', '/a/b/', '/a/'], ['ParameterStore'])).toEqual(
      patternsOf(['/a/', '/b/', '/b/'], ['ParameterStore']),
    );
  });
});
