import type { ResourceRecordSet } from '../../../../sandbox/aws/route53/record-set.ts';
import type { CaseRecordSet, CaseZone } from './case.ts';

/** Identity of a record set within its zone, as differences name it: `web.example.com A blue`. */
export function recordKey({ name, type, setIdentifier }: CaseRecordSet): string {
  return setIdentifier === undefined ? `${name} ${type}` : `${name} ${type} ${setIdentifier}`;
}

/** How the corpus names a zone: private ones by `name#private`. */
export function zoneLabel(zone: Pick<CaseZone, 'name' | 'private'>): string {
  return zone.private === true ? `${zone.name}#private` : zone.name;
}

/** From the corpus's form to the API's. Names are stored by the model as Route 53 stores them. */
export function toModel(set: CaseRecordSet): ResourceRecordSet {
  const { alias, geoLocation: geo, geoProximity: near } = set;
  return withoutUndefined({
    Name: `${set.name}.`,
    Type: set.type,
    TTL: set.ttl,
    ResourceRecords: set.values?.map((Value) => ({ Value })),
    AliasTarget: alias && {
      HostedZoneId: alias.zoneId,
      DNSName: `${alias.target}.`,
      EvaluateTargetHealth: alias.evaluateTargetHealth,
    },
    SetIdentifier: set.setIdentifier,
    Weight: set.weight,
    Region: set.region,
    Failover: set.failover,
    MultiValueAnswer: set.multiValueAnswer,
    HealthCheckId: set.healthCheckId,
    GeoLocation:
      geo &&
      withoutUndefined({
        ContinentCode: geo.continent,
        CountryCode: geo.country,
        SubdivisionCode: geo.subdivision,
      }),
    GeoProximityLocation:
      near &&
      withoutUndefined({
        AWSRegion: near.region,
        LocalZoneGroup: near.localZoneGroup,
        Bias: near.bias,
        Coordinates:
          near.latitude === undefined
            ? undefined
            : { Latitude: near.latitude, Longitude: near.longitude ?? '' },
      }),
  }) as unknown as ResourceRecordSet;
}

/** From the API's form to the corpus's. */
export function fromModel(set: ResourceRecordSet): CaseRecordSet {
  const { AliasTarget: alias, GeoLocation: geo, GeoProximityLocation: near } = set;
  return withoutUndefined({
    name: withoutDot(set.Name).replaceAll('\\052', '*'),
    type: set.Type,
    ttl: set.TTL,
    values: alias === undefined ? set.ResourceRecords?.map(({ Value }) => Value) : undefined,
    alias: alias && {
      target: withoutDot(alias.DNSName),
      zoneId: alias.HostedZoneId,
      evaluateTargetHealth: alias.EvaluateTargetHealth,
    },
    setIdentifier: set.SetIdentifier,
    weight: set.Weight,
    region: set.Region,
    failover: set.Failover,
    multiValueAnswer: set.MultiValueAnswer,
    healthCheckId: set.HealthCheckId,
    geoLocation:
      geo &&
      withoutUndefined({
        continent: geo.ContinentCode,
        country: geo.CountryCode,
        subdivision: geo.SubdivisionCode,
      }),
    geoProximity:
      near &&
      withoutUndefined({
        region: near.AWSRegion,
        localZoneGroup: near.LocalZoneGroup,
        bias: near.Bias,
        latitude: near.Coordinates?.Latitude,
        longitude: near.Coordinates?.Longitude,
      }),
  }) as unknown as CaseRecordSet;
}

function withoutDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

function withoutUndefined(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
