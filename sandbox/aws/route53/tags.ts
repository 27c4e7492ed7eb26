import { AwsServiceError } from '../service-error.ts';
import { requireZone } from './hosted-zones.ts';
import type { Route53State } from './zone.ts';

/** Zone ids one ListTagsForResources call may have (Route 53 API reference). */
const RESOURCES_MAX = 10;

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

interface ResourceTagSet {
  readonly ResourceType: string;
  readonly ResourceId: string;
  readonly Tags: Tag[];
}

/** Tags of one zone. */
export function listTagsForResource(
  state: Route53State,
  request: { readonly ResourceType: string; readonly ResourceId: string },
): { ResourceTagSet: ResourceTagSet } {
  const { ResourceType, ResourceId } = request;
  return { ResourceTagSet: { ResourceType, ResourceId, Tags: tagsOf(state, ResourceType, ResourceId) } };
}

/** Tags of up to ten zones. */
export function listTagsForResources(
  state: Route53State,
  request: { readonly ResourceType: string; readonly ResourceIds: readonly string[] },
): { ResourceTagSets: ResourceTagSet[] } {
  const { ResourceType, ResourceIds } = request;
  if (ResourceIds.length === 0 || ResourceIds.length > RESOURCES_MAX) {
    const message = `Invalid request: between 1 and ${RESOURCES_MAX} resource ids are allowed, ${ResourceIds.length} given`;
    throw new AwsServiceError('InvalidInput', message);
  }
  const ResourceTagSets = ResourceIds.map((ResourceId) => ({
    ResourceType,
    ResourceId,
    Tags: tagsOf(state, ResourceType, ResourceId),
  }));
  return { ResourceTagSets };
}

export interface ChangeTagsRequest {
  readonly ResourceType: string;
  readonly ResourceId: string;
  readonly AddTags?: readonly Tag[];
  readonly RemoveTagKeys?: readonly string[];
}

/** Sets and removes tags of a zone. */
export function changeTagsForResource(
  state: Route53State,
  request: ChangeTagsRequest,
): Record<string, never> {
  checkType(request.ResourceType);
  const { tags } = requireZone(state, request.ResourceId);
  for (const key of request.RemoveTagKeys ?? []) tags.delete(key);
  for (const tag of request.AddTags ?? []) tags.set(tag.Key, tag.Value);
  return {};
}

function tagsOf(state: Route53State, type: string, id: string): Tag[] {
  checkType(type);
  return [...requireZone(state, id).tags].map(([Key, Value]) => ({ Key, Value }));
}

function checkType(type: string): void {
  if (type === 'hostedzone') return;
  throw new AwsServiceError('InvalidInput', `the sandbox has tags of hosted zones only, not of ${type}`);
}
