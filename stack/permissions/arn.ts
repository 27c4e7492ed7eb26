import { partitionOf } from '../../manifests/identity.ts';

/** Account and region that names are made for: literals, so that a policy reads as what it says. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** `arn:<partition>:<service>:<region>:<account>:<resource>`. */
export function formatArn(service: string, place: Place, resource: string): string {
  return `arn:${partitionOf(place.region)}:${service}:${place.region}:${place.account}:${resource}`;
}

/** Route 53 belongs to no region and its ids to no account. */
export function formatRoute53Arn(region: string, resource: string): string {
  return `arn:${partitionOf(region)}:route53:::${resource}`;
}
