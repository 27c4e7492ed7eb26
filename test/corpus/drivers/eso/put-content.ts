import type { SecretsManager as Model } from '../../../../sandbox/aws/secretsmanager/secrets-manager.ts';
import type { Ssm } from '../../../../sandbox/aws/ssm/ssm.ts';
import type { RecordedParameter, RecordedSecret } from './case.ts';

/** Puts a parameter with its versions one after the other, its tags and its labels; it may be there already. */
export function putParameter(ssm: Ssm, parameter: RecordedParameter): void {
  const values = parameter.versions ?? [parameter.value ?? ''];
  for (const value of values) {
    const overwrite = ssm.state.parameters.has(parameter.name);
    ssm.call('PutParameter', {
      Name: parameter.name,
      Value: value,
      Type: parameter.type ?? 'String',
      Overwrite: overwrite,
      ...(parameter.tier === undefined ? {} : { Tier: parameter.tier }),
    });
  }
  if (parameter.tags !== undefined) {
    const Tags = Object.entries(parameter.tags).map(([Key, Value]) => ({ Key, Value }));
    ssm.call('AddTagsToResource', { ResourceType: 'Parameter', ResourceId: parameter.name, Tags });
  }
  labelVersions(ssm, parameter);
}

/** Moves labels to versions. */
export function labelVersions(ssm: Ssm, { name, labels = {} }: RecordedParameter): void {
  for (const [label, version] of Object.entries(labels)) {
    ssm.call('LabelParameterVersion', { Name: name, ParameterVersion: version, Labels: [label] });
  }
}

/** Creates a secret, or puts its versions behind those that are there. */
export function putSecret(manager: Model, secret: RecordedSecret): void {
  const { name, string, binaryBase64, tags = {} } = secret;
  const single = binaryBase64 === undefined ? { string: string ?? '' } : { binary: binaryBase64 };
  const versions = secret.versions ?? [single];
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  for (const version of versions) {
    const content = 'binary' in version ? { SecretBinary: version.binary } : { SecretString: version.string };
    const id = 'id' in version && version.id !== undefined ? { ClientRequestToken: version.id } : {};
    if (manager.state.secrets.has(name))
      manager.call('PutSecretValue', { SecretId: name, ...content, ...id });
    else manager.call('CreateSecret', { Name: name, Tags, ...content, ...id });
  }
}
