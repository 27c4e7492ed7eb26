import { AwsServiceError } from '../service-error.ts';
import type { Secret, SecretsManagerState } from './secret.ts';
import { findSecret, requireSecret } from './secret.ts';

const PAGE = 100;

export interface SecretFilter {
  readonly Key?: string;
  readonly Values?: readonly string[];
}

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

/** Secrets that satisfy every filter (AND); values of one filter are alternatives, `!` negates. */
export function matchingSecrets(
  state: SecretsManagerState,
  filters: readonly SecretFilter[],
  marked = false,
): Secret[] {
  const present = [...state.secrets.keys()].sort().flatMap((name) => findSecret(state, name) ?? []);
  return present
    .filter((secret) => marked || secret.deleteAt === undefined)
    .filter((secret) => filters.every((filter) => matches(secret, filter)));
}

function matches(secret: Secret, filter: SecretFilter): boolean {
  const texts = textsOf(secret, filter.Key ?? '');
  return (filter.Values ?? []).some((value) => {
    const wanted = value.startsWith('!') ? value.slice(1) : value;
    const ignoreCase = filter.Key === 'description' || filter.Key === 'all';
    const hit = texts.some((text) =>
      ignoreCase ? text.toLowerCase().startsWith(wanted.toLowerCase()) : text.startsWith(wanted),
    );
    return hit !== value.startsWith('!');
  });
}

function textsOf(secret: Secret, key: string): readonly string[] {
  const words = (secret.description ?? '').split(/\s+/);
  switch (key) {
    case 'name':
      return [secret.name];
    case 'description':
      return words;
    case 'tag-key':
      return [...secret.tags.keys()];
    case 'tag-value':
      return [...secret.tags.values()];
    case 'all':
      return [secret.name, ...words, ...secret.tags.keys(), ...secret.tags.values()];
    default:
      throw new AwsServiceError(
        'ValidationException',
        `unknown filter key ${key}; known: name, description, tag-key, tag-value, all`,
      );
  }
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
