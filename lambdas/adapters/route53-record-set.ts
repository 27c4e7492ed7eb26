import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { RecordSet } from '../core/dns/record-set.ts';

/** What Route 53 returned, byte for byte, so that a DELETE can repeat it. Fields that are not set are left out. */
export function toRecordSet(set: ResourceRecordSet): RecordSet {
  const { AliasTarget: alias, GeoLocation: geo, GeoProximityLocation: proximity } = set;
  return omitUndefined<RecordSet>({
    name: set.Name ?? '',
    type: set.Type ?? '',
    ttl: set.TTL,
    values: alias === undefined ? set.ResourceRecords?.map(({ Value }) => Value ?? '') : undefined,
    alias: alias && {
      dnsName: alias.DNSName ?? '',
      hostedZoneId: alias.HostedZoneId ?? '',
      evaluateTargetHealth: alias.EvaluateTargetHealth ?? false,
    },
    setIdentifier: set.SetIdentifier,
    weight: set.Weight,
    region: set.Region,
    failover: set.Failover,
    multiValueAnswer: set.MultiValueAnswer,
    geoLocation:
      geo &&
      omitUndefined({
        continentCode: geo.ContinentCode,
        countryCode: geo.CountryCode,
        subdivisionCode: geo.SubdivisionCode,
      }),
    geoProximity:
      proximity &&
      omitUndefined({
        awsRegion: proximity.AWSRegion,
        localZoneGroup: proximity.LocalZoneGroup,
        bias: proximity.Bias,
        latitude: proximity.Coordinates?.Latitude,
        longitude: proximity.Coordinates?.Longitude,
      }),
    healthCheckId: set.HealthCheckId,
  });
}

/** The same record set as the service takes it. */
export function fromRecordSet(set: RecordSet): ResourceRecordSet {
  const { alias, geoLocation: geo, geoProximity: proximity } = set;
  const coordinates = { Latitude: proximity?.latitude ?? '', Longitude: proximity?.longitude ?? '' };
  return omitUndefined<ResourceRecordSet>({
    Name: set.name,
    Type: set.type as ResourceRecordSet['Type'],
    TTL: set.ttl,
    ResourceRecords: set.values?.map((Value) => ({ Value })),
    AliasTarget: alias && {
      DNSName: alias.dnsName,
      HostedZoneId: alias.hostedZoneId,
      EvaluateTargetHealth: alias.evaluateTargetHealth,
    },
    SetIdentifier: set.setIdentifier,
    Weight: set.weight,
    Region: set.region as ResourceRecordSet['Region'],
    Failover: set.failover as ResourceRecordSet['Failover'],
    MultiValueAnswer: set.multiValueAnswer,
    GeoLocation: geo && {
      ContinentCode: geo.continentCode,
      CountryCode: geo.countryCode,
      SubdivisionCode: geo.subdivisionCode,
    },
    GeoProximityLocation: proximity && {
      AWSRegion: proximity.awsRegion,
      LocalZoneGroup: proximity.localZoneGroup,
      Bias: proximity.bias,
      Coordinates: proximity.latitude === undefined ? undefined : coordinates,
    },
    HealthCheckId: set.healthCheckId,
  });
}

/** Allows undefined for optional fields, and drops them. */
function omitUndefined<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
