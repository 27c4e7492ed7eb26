import { AwsServiceError } from '../service-error.ts';
import type { Secret, SecretsManagerState } from './secret.ts';
import { findSecret } from './secret.ts';

export interface SecretFilter {
  readonly Key?: string;
  readonly Values?: readonly string[];
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
