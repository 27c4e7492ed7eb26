import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../lambdas/core/events.ts';

const NOW = Date.parse('2026-11-22T08:00:30Z');
const NAME = '/eco2/dev/database/auth/postgres-password';

function parameterChange(detail: Record<string, unknown>): Record<string, unknown> {
  return {
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': 'Parameter Store Change',
    source: 'aws.ssm',
    account: '111122223333',
    time: '2026-11-22T08:00:00Z',
    region: 'ap-northeast-2',
    resources: [`arn:aws:ssm:ap-northeast-2:111122223333:parameter${NAME}`],
    detail,
  };
}

describe('an event becomes hints', () => {
  it.each(['Create', 'Update', 'Delete', 'LabelParameterVersion'])('for a parameter %s', (operation) => {
    const event = parameterChange({
      operation,
      name: NAME,
      type: 'SecureString',
      description: 'never logged',
    });

    expect(parseEvent(event, NOW)).toEqual({
      hints: [
        {
          kind: 'parameter',
          name: NAME,
          region: 'ap-northeast-2',
          account: '111122223333',
          operation,
          at: Date.parse('2026-11-22T08:00:00Z'),
        },
      ],
    });
  });

  it('for an expired parameter, which is a deletion to look into', () => {
    const event = {
      ...parameterChange({ 'parameter-name': NAME, 'policy-type': 'Expiration' }),
      'detail-type': 'Parameter Store Policy Action',
    };

    expect(parseEvent(event, NOW)).toMatchObject({ hints: [{ name: NAME, operation: 'Expire' }] });
  });

  it('for a moved staging label of a secret', () => {
    const event = {
      ...parameterChange({ name: 'db', labelUpdated: 'AWSCURRENT', versionId: 'v' }),
      source: 'aws.secretsmanager',
      'detail-type': 'Secret Label Updated',
      resources: ['arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:db-AbCdEf'],
    };

    expect(parseEvent(event, NOW)).toMatchObject({
      hints: [{ kind: 'secret-label', name: 'db', label: 'AWSCURRENT' }],
    });
  });

  it('for a sweep, with its scheduled time', () => {
    expect(parseEvent({ sluice: 'sweep', at: '2026-11-22T08:00:00Z' }, NOW)).toEqual({
      hints: [{ kind: 'sweep', at: Date.parse('2026-11-22T08:00:00Z') }],
    });
  });

  it('for a second observation, with the candidates of the first', () => {
    const candidates = { 'auth/postgres-auth-secret': ['*'] };

    expect(parseEvent({ sluice: 'second-observation', half: 'secrets', at: 5, candidates }, NOW)).toEqual({
      hints: [{ kind: 'second-observation', half: 'secrets', at: 5, candidates }],
    });
  });

  it('for a notified object, by identity only', () => {
    const message = {
      sluice: 'object',
      group: '',
      kind: 'Service',
      namespace: 'a',
      name: 'b',
      operation: 'UPDATE',
    };

    expect(parseEvent({ ...message, object: { secret: 'x' } }, NOW)).toEqual({
      hints: [
        {
          kind: 'object',
          group: '',
          objectKind: 'Service',
          namespace: 'a',
          name: 'b',
          operation: 'UPDATE',
          at: NOW,
        },
      ],
    });
  });

  it.each([
    [{ action: 'resync' }, { kind: 'resync', dryRun: false, at: NOW }],
    [
      { action: 'plan', namespace: 'auth' },
      { kind: 'resync', dryRun: true, namespace: 'auth', at: NOW },
    ],
    [
      { action: 'release', checksum: 'abc' },
      { kind: 'release', checksum: 'abc', at: NOW },
    ],
  ])('for the direct invoke %j', (event, hint) => {
    expect(parseEvent(event, NOW)).toEqual({ hints: [hint] });
  });
});

describe('an event is ignored by name', () => {
  it.each([
    [
      'an unknown operation',
      parameterChange({ operation: 'Rotate', name: NAME }),
      /unknown parameter operation "Rotate"/,
    ],
    ['a parameter without a name', parameterChange({ operation: 'Update' }), /without a name/],
    ['a rejected image id', parameterChange({ operation: 'Update', name: NAME, exception: 'x' }), /rejected/],
    ['another source', { ...parameterChange({}), source: 'aws.ec2' }, /no parser for aws.ec2/],
    ['an unknown message of ours', { sluice: 'dance' }, /unknown sluice message "dance"/],
    ['an unknown action', { action: 'destroy' }, /allowed: \{"action":"resync"/],
    ['a name without a namespace', { action: 'resync', name: 'x' }, /name needs namespace/],
    ['a misspelt field of an action', { action: 'resync', namespcae: 'x' }, /allowed/],
    ['text', 'hello', /not an EventBridge envelope/],
  ])('%s', (_what, event, reason) => {
    expect(parseEvent(event, NOW)).toEqual({ ignored: expect.stringMatching(reason) });
  });

  it('whatever it is: parsing never throws and never invents a hint for noise', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (noise) => {
        expect(parseEvent(noise, NOW)).toHaveProperty('ignored');
      }),
    );
  });
});
