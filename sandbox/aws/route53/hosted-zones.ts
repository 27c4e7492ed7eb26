import { AwsServiceError } from '../service-error.ts';
import type { Route53State, Zone } from './zone.ts';
import { ZoneRecords } from './zone.ts';
import { positionOf, storedName } from './zone-name.ts';

const LIST_PAGE = 100;

export interface ZoneSeed {
  readonly name: string;
  /** Default: made from the number of zones there are. */
  readonly id?: string;
  readonly private?: boolean;
  readonly comment?: string;
  readonly callerReference?: string;
  readonly vpcs?: Zone['vpcs'];
  readonly tags?: Readonly<Record<string, string>>;
}

/** Adds a zone with its NS and SOA, as CreateHostedZone does; ids may be given (fixtures and corpora name them). */
export function addHostedZone(state: Route53State, seed: ZoneSeed): Zone {
  const number = state.zones.size + 1;
  const id = seed.id ?? `Z${String(number).padStart(4, '0')}SANDBOXZONE`;
  if (state.zones.has(id))
    throw new AwsServiceError('HostedZoneAlreadyExists', `a hosted zone ${id} exists already`, 409);
  const nameServers = ['com', 'net', 'org', 'co.uk'].map(
    (tld, index) => `ns-${number * 4 + index}.awsdns-${10 + index}.${tld}`,
  );
  const zone: Zone = {
    id,
    name: storedName(seed.name),
    private: seed.private === true,
    comment: seed.comment,
    callerReference: seed.callerReference ?? `seed-${id}`,
    vpcs: seed.vpcs ?? [],
    nameServers,
    records: new ZoneRecords(),
    tags: new Map(Object.entries(seed.tags ?? {})),
    protected: new Set(),
  };
  const servers = nameServers.map((server) => ({ Value: `${server}.` }));
  zone.records.put({ Name: zone.name, Type: 'NS', TTL: 172_800, ResourceRecords: servers });
  const soa = `${nameServers[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`;
  zone.records.put({ Name: zone.name, Type: 'SOA', TTL: 900, ResourceRecords: [{ Value: soa }] });
  state.zones.set(id, zone);
  return zone;
}

/** The zone, with or without the `/hostedzone/` prefix. Throws NoSuchHostedZone. */
export function requireZone(state: Route53State, given: string): Zone {
  const id = given.replace(/^\/?hostedzone\//, '');
  const zone = state.zones.get(id);
  if (zone === undefined)
    throw new AwsServiceError('NoSuchHostedZone', `No hosted zone found with ID: ${id}`, 404);
  return zone;
}

/** A change of `Zone` to the API's shape. */
export function hostedZoneOutput(zone: Zone): Record<string, unknown> {
  return {
    Id: `/hostedzone/${zone.id}`,
    Name: zone.name,
    CallerReference: zone.callerReference,
    Config: { ...(zone.comment === undefined ? {} : { Comment: zone.comment }), PrivateZone: zone.private },
    ResourceRecordSetCount: zone.records.size,
  };
}

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
