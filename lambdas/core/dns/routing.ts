import type { Endpoint } from './endpoint.ts';
import type { GeoLocation, GeoProximity, RecordSet } from './record-set.ts';

/** The fields by which Route 53 routes, shared by a record set and its markers. */
export type Routing = Pick<
  RecordSet,
  | 'setIdentifier'
  | 'weight'
  | 'region'
  | 'failover'
  | 'multiValueAnswer'
  | 'geoLocation'
  | 'geoProximity'
  | 'healthCheckId'
>;

/** Limits of Route 53 (API reference: ResourceRecordSet, GeoProximityLocation, Coordinates). */
const SET_IDENTIFIER_CHARACTERS_MAX = 128;
const BIAS_MAX = 99;
const LATITUDE_MAX = 90;
const LONGITUDE_MAX = 180;

/** From properties `aws/*` and the set identifier (ExternalDNS `newChange`). */
export function routingOf(endpoint: Endpoint): Routing {
  if (endpoint.setIdentifier === '' && !Object.keys(endpoint.properties).some(isOfRoute53)) return {};
  const property = (name: string) => endpoint.properties[`aws/${name}`];
  const weight = property('weight');
  const region = property('region');
  const failover = property('failover');
  const healthCheckId = property('health-check-id');
  const geoLocation = geoLocationOf(property);
  const geoProximity = geoProximityOf(property);
  return {
    ...(endpoint.setIdentifier === '' ? {} : { setIdentifier: endpoint.setIdentifier }),
    ...(weight === undefined ? {} : { weight: parseInteger(weight) }),
    ...(region === undefined ? {} : { region }),
    ...(failover === undefined ? {} : { failover }),
    ...(property('multi-value-answer') === undefined ? {} : { multiValueAnswer: true }),
    ...(geoLocation === undefined ? {} : { geoLocation }),
    ...(geoProximity === undefined ? {} : { geoProximity }),
    ...(healthCheckId === undefined ? {} : { healthCheckId }),
  };
}

/** The routing fields of a record set as it was read. */
export function copyRouting(set: RecordSet): Routing {
  const { name: _name, type: _type, ttl: _ttl, values: _values, alias: _alias, ...routing } = set;
  return routing;
}

/** What Route 53 would refuse about the combination, or undefined. */
export function explainInvalidRouting(routing: Routing): string | undefined {
  const { setIdentifier, weight, region, failover, multiValueAnswer, geoLocation, geoProximity } = routing;
  const policies = [weight, region, failover, multiValueAnswer, geoLocation, geoProximity];
  const count = policies.filter((policy) => policy !== undefined).length;
  if (count > 1) return 'has more than one routing policy: keep one of the aws- annotations';
  if (setIdentifier !== undefined && count === 0) return 'has a set identifier without a routing policy';
  if (setIdentifier === undefined && count > 0)
    return 'has a routing policy without a set-identifier annotation';
  if (weight !== undefined && (weight < 0 || weight > 255)) return `has weight ${weight}: give 0 to 255`;
  if (setIdentifier !== undefined && setIdentifier.length > SET_IDENTIFIER_CHARACTERS_MAX)
    return `has a set identifier of ${setIdentifier.length} characters: give at most ${SET_IDENTIFIER_CHARACTERS_MAX}`;
  if (failover !== undefined && failover !== 'PRIMARY' && failover !== 'SECONDARY')
    return `has failover ${JSON.stringify(failover)}: give PRIMARY or SECONDARY`;
  return geoProximity === undefined ? undefined : explainInvalidProximity(geoProximity);
}

function explainInvalidProximity({ bias = 0, latitude, longitude }: GeoProximity): string | undefined {
  if (Math.abs(bias) > BIAS_MAX) return `has bias ${bias}: give -${BIAS_MAX} to ${BIAS_MAX}`;
  for (const [name, value, limit] of [
    ['latitude', latitude, LATITUDE_MAX],
    ['longitude', longitude, LONGITUDE_MAX],
  ] as const) {
    if (value !== undefined && !(Math.abs(Number(value)) <= limit))
      return `has ${name} ${JSON.stringify(value)}: give a number from -${limit} to ${limit}`;
  }
  return undefined;
}

function isOfRoute53(property: string): boolean {
  return property.startsWith('aws/');
}

type Property = (name: string) => string | undefined;

/** A continent, or a country with an optional subdivision; the continent wins. */
function geoLocationOf(property: Property): GeoLocation | undefined {
  const continentCode = property('geolocation-continent-code');
  const countryCode = property('geolocation-country-code');
  const subdivisionCode = property('geolocation-subdivision-code');
  if (continentCode !== undefined) return { continentCode };
  if (countryCode === undefined) return undefined;
  return { countryCode, ...(subdivisionCode === undefined ? {} : { subdivisionCode }) };
}

function geoProximityOf(property: Property): GeoProximity | undefined {
  const awsRegion = property('geoproximity-region');
  const localZoneGroup = property('geoproximity-local-zone-group');
  const [latitude, longitude] = (property('geoproximity-coordinates') ?? '')
    .split(',')
    .map((part) => part.trim());
  const bias = property('geoproximity-bias');
  const hasCoordinates = latitude !== undefined && latitude !== '' && longitude !== undefined;
  if (awsRegion === undefined && localZoneGroup === undefined && !hasCoordinates) return undefined;
  return {
    ...(awsRegion === undefined ? {} : { awsRegion }),
    ...(localZoneGroup === undefined ? {} : { localZoneGroup }),
    ...(hasCoordinates ? { latitude, longitude } : {}),
    bias: bias === undefined ? 0 : parseInteger(bias),
  };
}

/** As the peer: text that is no integer counts as 0. */
function parseInteger(text: string): number {
  return /^[+-]?\d+$/.test(text) ? Number(text) : 0;
}
