import type { SecretsManagerState } from './secret.ts';
import { requireSecret } from './secret.ts';

/** Sets tags. */
export function tagResource(
  state: SecretsManagerState,
  request: {
    readonly SecretId: string;
    readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
  },
): Record<string, never> {
  const { tags } = requireSecret(state, request.SecretId);
  for (const { Key, Value } of request.Tags) tags.set(Key, Value);
  return {};
}

/** Removes tags by key. */
export function untagResource(
  state: SecretsManagerState,
  request: { readonly SecretId: string; readonly TagKeys: readonly string[] },
): Record<string, never> {
  const { tags } = requireSecret(state, request.SecretId);
  for (const key of request.TagKeys) tags.delete(key);
  return {};
}
