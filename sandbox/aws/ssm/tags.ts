import { AwsServiceError } from '../service-error.ts';
import type { SsmState, StoredParameter } from './parameter.ts';

interface TagTarget {
  readonly ResourceType: string;
  readonly ResourceId: string;
}

/** Sets tags of a parameter. */
export function addTagsToResource(
  state: SsmState,
  request: TagTarget & { readonly Tags: readonly { readonly Key: string; readonly Value: string }[] },
): Record<string, never> {
  const { tags } = targetOf(state, request);
  for (const tag of request.Tags) tags.set(tag.Key, tag.Value);
  return {};
}

/** Removes tags by key; unknown keys are no error. */
export function removeTagsFromResource(
  state: SsmState,
  request: TagTarget & { readonly TagKeys: readonly string[] },
): Record<string, never> {
  const { tags } = targetOf(state, request);
  for (const key of request.TagKeys) tags.delete(key);
  return {};
}

/** All tags of a parameter. */
export function listTagsForResource(
  state: SsmState,
  request: TagTarget,
): { TagList: { Key: string; Value: string }[] } {
  return { TagList: [...targetOf(state, request).tags].map(([Key, Value]) => ({ Key, Value })) };
}

function targetOf(state: SsmState, request: TagTarget): StoredParameter {
  if (request.ResourceType !== 'Parameter') {
    const message = `${request.ResourceType} is not a valid resource type. Valid resource types are: Parameter.`;
    throw new AwsServiceError('InvalidResourceType', message);
  }
  const parameter = state.parameters.get(request.ResourceId);
  if (parameter === undefined) {
    const message = 'The resource ID is not valid. Verify that you entered the correct ID and try again.';
    throw new AwsServiceError('InvalidResourceId', message);
  }
  return parameter;
}
