import type { SecretFilter } from './matching-secrets.ts';
import { matchingSecrets } from './matching-secrets.ts';
import type { Secret, SecretsManagerState } from './secret.ts';
import { requireSecret } from './secret.ts';

const PAGE = 100;

export interface ListSecretsRequest {
  readonly Filters?: readonly SecretFilter[];
  readonly MaxResults?: number;
  readonly NextToken?: string;
  readonly IncludePlannedDeletion?: boolean;
}

/** Metadata of the secrets that satisfy every filter, sorted by name. */
export function listSecrets(
  state: SecretsManagerState,
  request: ListSecretsRequest,
): { SecretList: Record<string, unknown>[]; NextToken?: string } {
  const after = request.NextToken === undefined ? '' : Buffer.from(request.NextToken, 'base64url').toString();
  const all = matchingSecrets(state, request.Filters ?? [], request.IncludePlannedDeletion === true);
  const rest = all.filter((secret) => secret.name > after);
  const size = request.MaxResults ?? PAGE;
  const page = rest.slice(0, size);
  const last = page.at(-1);
  const SecretList = page.map((secret) => secretOutput(secret, 'SecretVersionsToStages'));
  if (last === undefined || rest.length <= size) return { SecretList };
  return { SecretList, NextToken: Buffer.from(last.name).toString('base64url') };
}

/** Metadata of one secret, marked ones too. */
export function describeSecret(
  state: SecretsManagerState,
  request: { readonly SecretId: string },
): Record<string, unknown> {
  return secretOutput(requireSecret(state, request.SecretId, { marked: true }), 'VersionIdsToStages');
}

/** Versions with their labels. */
export function listSecretVersionIds(
  state: SecretsManagerState,
  request: { readonly SecretId: string; readonly IncludeDeprecated?: boolean },
): Record<string, unknown> {
  const secret = requireSecret(state, request.SecretId, { marked: true });
  const Versions = [...secret.versions.values()]
    .filter((version) => version.stages.size > 0 || request.IncludeDeprecated === true)
    .map((version) => ({
      VersionId: version.id,
      VersionStages: [...version.stages].sort(),
      CreatedDate: version.createdAt / 1000,
    }));
  return { ARN: secret.arn, Name: secret.name, Versions };
}

function secretOutput(secret: Secret, stagesField: string): Record<string, unknown> {
  const labelled = [...secret.versions.values()].filter((version) => version.stages.size > 0);
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...(secret.description === undefined ? {} : { Description: secret.description }),
    ...(secret.kmsKeyId === undefined ? {} : { KmsKeyId: secret.kmsKeyId }),
    CreatedDate: secret.createdAt / 1000,
    LastChangedDate: secret.changedAt / 1000,
    ...(secret.deleteAt === undefined ? {} : { DeletedDate: secret.deleteAt / 1000 }),
    Tags: [...secret.tags].map(([Key, Value]) => ({ Key, Value })),
    [stagesField]: Object.fromEntries(labelled.map((version) => [version.id, [...version.stages].sort()])),
  };
}
