import { AwsServiceError } from '../service-error.ts';
import { hostedZoneOutput } from './hosted-zones.ts';
import type { Route53State, Zone } from './zone.ts';
import { positionOf, storedName } from './zone-name.ts';

const LIST_PAGE = 100;

export interface ListHostedZonesRequest {
  readonly Marker?: string;
  readonly MaxItems?: number;
}

/** All zones in the order they were made, a hundred a page. */
export function listHostedZones(
  state: Route53State,
  request: ListHostedZonesRequest,
): {
  HostedZones: Record<string, unknown>[];
  Marker?: string;
  IsTruncated: boolean;
  NextMarker?: string;
  MaxItems: number;
} {
  const zones = [...state.zones.values()];
  const start = request.Marker === undefined ? 0 : zones.findIndex((zone) => zone.id === request.Marker);
  if (start === -1)
    throw new AwsServiceError('NoSuchHostedZone', `No hosted zone found with ID: ${request.Marker}`, 404);
  const size = Math.min(request.MaxItems ?? LIST_PAGE, LIST_PAGE);
  const next = zones[start + size];
  return {
    HostedZones: zones.slice(start, start + size).map(hostedZoneOutput),
    ...(request.Marker === undefined ? {} : { Marker: request.Marker }),
    IsTruncated: next !== undefined,
    ...(next === undefined ? {} : { NextMarker: next.id }),
    MaxItems: size,
  };
}

export interface ListHostedZonesByNameRequest {
  readonly DNSName?: string;
  readonly HostedZoneId?: string;
  readonly MaxItems?: number;
}

/** Zones by reversed name, from a name (and id) on. */
export function listHostedZonesByName(
  state: Route53State,
  request: ListHostedZonesByNameRequest,
): {
  HostedZones: Record<string, unknown>[];
  DNSName?: string;
  IsTruncated: boolean;
  NextDNSName?: string;
  NextHostedZoneId?: string;
  MaxItems: number;
} {
  const key = (zone: Pick<Zone, 'name' | 'id'>) => `${positionOf(zone.name)}${zone.id}`;
  const first =
    request.DNSName === undefined
      ? ''
      : `${positionOf(storedName(request.DNSName))}${request.HostedZoneId ?? ''}`;
  const zones = [...state.zones.values()]
    .sort((a, b) => (key(a) < key(b) ? -1 : 1))
    .filter((zone) => key(zone) >= first);
  const size = Math.min(request.MaxItems ?? LIST_PAGE, LIST_PAGE);
  const next = zones[size];
  return {
    HostedZones: zones.slice(0, size).map(hostedZoneOutput),
    ...(request.DNSName === undefined ? {} : { DNSName: request.DNSName }),
    IsTruncated: next !== undefined,
    ...(next === undefined ? {} : { NextDNSName: next.name, NextHostedZoneId: next.id }),
    MaxItems: size,
  };
}
