import { readManifest } from '../runtime/manifests.ts';
import { externalSecret, readyCondition, secretText } from './observations.ts';
import type { Stage } from './stage.ts';

const PARAMETER = '/eco2/dev/database/auth/postgres-password';
const KEY = 'POSTGRES_PASSWORD';
const SECRET = { apiVersion: 'v1', kind: 'Secret', namespace: 'auth', name: 'postgres-auth' };

/** The parameter as it was before anything of ours ran. */
export async function seedParameters(stage: Stage): Promise<void> {
  await stage.putParameter(PARAMETER, 'before-sluice');
}

/** The manifests, the first Secret, and a parameter change that the Secret follows. */
export async function tellSecrets(stage: Stage): Promise<void> {
  const { narrator, administrator } = stage;
  narrator.step("The first user's manifests are applied");
  await administrator.apply(readManifest('secrets'));
  narrator.did('kubectl apply -f sandbox/manifests/secrets.yaml');
  narrator.saw(
    'ClusterSecretStore aws-ssm (v1beta1, service: SSM) and ExternalSecret auth/postgres-auth-secret',
  );

  narrator.step('The Secret is created');
  stage.advanceToSweep('no notifier is deployed, so the sweep finds new objects');
  await stage.expect(`Secret auth/postgres-auth has ${KEY}`, () => awaitValue(stage, 'before-sluice'));
  await stage.expect('ExternalSecret auth/postgres-auth-secret is Ready', async () => {
    const object = await administrator.get(externalSecret('postgres-auth-secret'));
    return readyCondition(object)?.status === 'True' ? true : undefined;
  });

  narrator.step('The parameter changes, and the Secret follows');
  await stage.untilIdle();
  narrator.did(`aws ssm put-parameter --name ${PARAMETER} --type SecureString --overwrite --value rotated-1`);
  await stage.putParameter(PARAMETER, 'rotated-1');
  await stage.expect(
    'the Secret has the new value (event, rule, queue, function, API server; no sweep)',
    () => awaitValue(stage, 'rotated-1'),
  );
}

async function awaitValue({ administrator }: Stage, value: string): Promise<true | undefined> {
  return secretText(await administrator.get(SECRET), KEY) === value ? true : undefined;
}
