import type { Secret, SecretsManagerState, SecretVersion } from './secret.ts';

/** The version that has a staging label. */
export function versionWithStage(secret: Secret, stage: string): SecretVersion | undefined {
  return [...secret.versions.values()].find((version) => version.stages.has(stage));
}

/** Moves a label to a version, taking AWSPREVIOUS along with AWSCURRENT, and announces it. */
export function moveStage(
  state: SecretsManagerState,
  secret: Secret,
  stage: string,
  target: SecretVersion,
): void {
  const holder = versionWithStage(secret, stage);
  if (holder === target) return;
  holder?.stages.delete(stage);
  target.stages.add(stage);
  if (stage === 'AWSCURRENT' && holder !== undefined) {
    for (const version of secret.versions.values()) version.stages.delete('AWSPREVIOUS');
    holder.stages.add('AWSPREVIOUS');
  }
  if (stage === 'AWSPENDING' || stage === 'AWSPREVIOUS') return;
  const detail = { name: secret.name, labelUpdated: stage, versionId: target.id };
  state.changed?.({ arn: secret.arn, detail });
}
