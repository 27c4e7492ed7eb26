import { expect } from 'vitest';
import type { SecretsManager } from '../../lambdas/core/aws-ports.ts';
import { TerminalError } from '../../lambdas/core/errors.ts';
import type { ContractCase } from './contract-case.ts';

export interface SecretsManagerHarness {
  readonly manager: SecretsManager;
  /** Any Secrets Manager operation as an administrator, in the API's shapes. */
  admin(action: string, params: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Begins the names of this case: `contract/7`. */
  readonly path: string;
}

const OLD = '11111111-1111-1111-1111-111111111111';
const NEW = '22222222-2222-2222-2222-222222222222';
const CURRENT = { stage: 'AWSCURRENT' };

/** What Secrets Manager does, as far as sluice relies on it. */
export const SECRETS_MANAGER_CASES: readonly ContractCase<SecretsManagerHarness>[] = [
  {
    name: 'a value comes by staging label and by version id',
    async run({ manager, admin, path }) {
      await admin('CreateSecret', { Name: `${path}/s`, SecretString: 'old', ClientRequestToken: OLD });
      await admin('PutSecretValue', { SecretId: `${path}/s`, SecretString: 'new', ClientRequestToken: NEW });

      const current = await manager.getValue(`${path}/s`, CURRENT);
      const previous = await manager.getValue(`${path}/s`, { stage: 'AWSPREVIOUS' });
      const byId = await manager.getValue(`${path}/s`, { versionId: OLD });

      expect(
        [current, previous, byId].map((one) => [one?.versionId, one?.value.unwrap().toString()]),
      ).toEqual([
        [NEW, 'new'],
        [OLD, 'old'],
        [OLD, 'old'],
      ]);
    },
  },
  {
    name: 'a binary secret keeps its bytes',
    async run({ manager, admin, path }) {
      const bytes = Buffer.from([0, 255, 128, 10]);
      await admin('CreateSecret', { Name: `${path}/b`, SecretBinary: bytes.toString('base64') });

      const read = await manager.getValue(`${path}/b`, CURRENT);

      expect(read?.value.unwrap().equals(bytes)).toBe(true);
    },
  },
  {
    name: 'an absent secret is absent, and a missing version of one that exists is an error',
    differs: ['moto'],
    async run({ manager, admin, path }) {
      await admin('CreateSecret', { Name: `${path}/s`, SecretString: 'x' });

      expect(await manager.getValue(`${path}/absent`, CURRENT)).toBeUndefined();
      const missing = manager.getValue(`${path}/s`, { stage: 'NOSUCH' });
      await expect(missing).rejects.toThrow(TerminalError);
      await expect(missing).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    },
  },
  {
    name: 'a secret marked for deletion is absent, and not listed',
    differs: ['moto'],
    async run({ manager, admin, path }) {
      await admin('CreateSecret', { Name: `${path}/gone`, SecretString: 'x' });
      await admin('DeleteSecret', { SecretId: `${path}/gone`, RecoveryWindowInDays: 7 });

      expect(await manager.getValue(`${path}/gone`, CURRENT)).toBeUndefined();
      expect((await manager.getCurrentValues([`${path}/gone`])).get(`${path}/gone`)).toBeUndefined();
      expect((await manager.listSecrets()).map(({ name }) => name)).not.toContain(`${path}/gone`);
    },
  },
  {
    name: 'a batch answers for each id, found and absent, by name and by ARN',
    async run({ manager, admin, path }) {
      await admin('CreateSecret', { Name: `${path}/a`, SecretString: 'one' });
      await admin('CreateSecret', { Name: `${path}/b`, SecretString: 'two' });
      const arn = (await manager.getValue(`${path}/b`, CURRENT))?.arn ?? '';

      const batch = await manager.getCurrentValues([`${path}/a`, arn, `${path}/none`]);

      const text = (id: string) => {
        const read = batch.get(id);
        return read instanceof Error ? read.message : read?.value.unwrap().toString();
      };
      expect([`${path}/a`, arn, `${path}/none`].map(text)).toEqual(['one', 'two', undefined]);
      expect(batch.has(`${path}/none`)).toBe(true);
    },
  },
  {
    name: 'the listing has version ids by staging label',
    async run({ manager, admin, path }) {
      await admin('CreateSecret', { Name: `${path}/s`, SecretString: 'old', ClientRequestToken: OLD });
      await admin('PutSecretValue', { SecretId: `${path}/s`, SecretString: 'new', ClientRequestToken: NEW });

      const listed = (await manager.listSecrets()).find(({ name }) => name === `${path}/s`);

      expect(listed?.stages).toEqual({ AWSCURRENT: NEW, AWSPREVIOUS: OLD });
    },
  },
  {
    name: 'tags come with the description, and an absent secret has none',
    async run({ manager, admin, path }) {
      const Tags = [{ Key: 'team', Value: 'core' }];
      await admin('CreateSecret', { Name: `${path}/t`, SecretString: 'x', Tags });

      expect(await manager.getTags(`${path}/t`)).toEqual({ team: 'core' });
      expect(await manager.getTags(`${path}/absent`)).toBeUndefined();
    },
  },
];
