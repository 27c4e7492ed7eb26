import type { SecretListEntry } from '@aws-sdk/client-secrets-manager';
import type { ListedSecret } from '../core/aws-ports.ts';

/** Version ids by label, the other way round than the service has them, and tags as a record. */
export function toListedSecret({
  Name = '',
  ARN = '',
  SecretVersionsToStages = {},
  Tags = [],
}: SecretListEntry): ListedSecret {
  const labels = Object.entries(SecretVersionsToStages);
  const stages = labels.flatMap(([versionId, names]) => names.map((stage) => [stage, versionId]));
  const tags = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  return { name: Name, arn: ARN, stages: Object.fromEntries(stages), tags };
}
