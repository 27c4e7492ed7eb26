import { describe, expect, it } from 'vitest';
import { parseSecretSyncConfig } from '../../lambdas/secret-sync/config.ts';
import { testConfig } from './objects.ts';

describe('sluice.json of secret-sync', () => {
  it('is read as the stack writes it', () => {
    const document = JSON.parse(JSON.stringify(testConfig())) as unknown;

    expect(parseSecretSyncConfig(document)).toEqual(testConfig());
  });

  it.each([
    ['no mode', { mode: undefined }, 'secrets.mode is missing: give it'],
    ['another mode', { mode: 'dry' }, 'secrets.mode is "dry": allowed is ("observe" | "enforce")'],
    [
      'a short delay',
      { deleteDelaySeconds: 10 },
      'secrets.deleteDelaySeconds is 10: allowed is 60 s or more',
    ],
    [
      'a delay beyond SQS',
      { deleteDelaySeconds: 901 },
      'secrets.deleteDelaySeconds is 901: allowed is 900 s or less',
    ],
    ['no pace', { sweepCallsPerSecond: 0 }, 'secrets.sweepCallsPerSecond is 0: allowed is a number above 0'],
    ['an unknown field', { prefix: '/a' }, 'secrets.prefix is no setting: remove it'],
    ['a service we do not know', { services: ['SSM'] }, 'secrets.services.0 is "SSM"'],
  ])(
    'with %s is refused, saying what was given, what is allowed and what to change',
    (_name, change, words) => {
      const document = JSON.parse(JSON.stringify({ ...testConfig(), ...change })) as unknown;

      expect(() => parseSecretSyncConfig(document)).toThrow(words);
      expect(() => parseSecretSyncConfig(document)).toThrow('change it and deploy again');
    },
  );
});
