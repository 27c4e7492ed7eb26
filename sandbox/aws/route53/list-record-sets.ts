import { AwsServiceError } from '../service-error.ts';
import { requireZone } from './hosted-zones.ts';
import type { ResourceRecordSet } from './record-set.ts';
import type { Route53State } from './zone.ts';
import { positionOf, storedName } from './zone-name.ts';

/** Record sets a page, whatever MaxItems says (Route 53 API reference). */
const PAGE_MAX = 300;

export interface ListResourceRecordSetsRequest {
  readonly HostedZoneId: string;
  readonly StartRecordName?: string;
  readonly StartRecordType?: string;
  readonly StartRecordIdentifier?: string;
  readonly MaxItems?: number;
}

export interface ListResourceRecordSetsOutput {
  readonly ResourceRecordSets: ResourceRecordSet[];
  readonly IsTruncated: boolean;
  readonly NextRecordName?: string;
  readonly NextRecordType?: string;
  readonly NextRecordIdentifier?: string;
  readonly MaxItems: number;
}

/** One page in Route 53's order from the first set at or after the start on. Changes still PENDING are included. */
export function listResourceRecordSets(
  state: Route53State,
  request: ListResourceRecordSetsRequest,
): ListResourceRecordSetsOutput {
  const zone = requireZone(state, request.HostedZoneId);
  const { StartRecordName: name, StartRecordType: type, StartRecordIdentifier: identifier } = request;
  if ((type !== undefined && name === undefined) || (identifier !== undefined && type === undefined)) {
    throw new AwsServiceError(
      'InvalidInput',
      'Invalid request: a start record type needs a start record name, and a start record identifier needs both',
    );
  }
  const size = Math.min(request.MaxItems ?? PAGE_MAX, PAGE_MAX);
  const start = name === undefined ? '' : positionOf(storedName(name), type, identifier);
  const sets = zone.records.from(start, size + 1);
  const next = sets[size];
  return {
    ResourceRecordSets: sets.slice(0, size),
    IsTruncated: next !== undefined,
    ...(next === undefined ? {} : { NextRecordName: next.Name, NextRecordType: next.Type }),
    ...(next?.SetIdentifier === undefined ? {} : { NextRecordIdentifier: next.SetIdentifier }),
    MaxItems: size,
  };
}
