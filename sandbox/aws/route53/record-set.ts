/** A record set in the API's own JSON shape. Names are stored lower-case, escaped, with the final dot. */
export interface ResourceRecordSet {
  readonly Name: string;
  readonly Type: string;
  readonly SetIdentifier?: string;
  readonly Weight?: number;
  readonly Region?: string;
  readonly GeoLocation?: {
    readonly ContinentCode?: string;
    readonly CountryCode?: string;
    readonly SubdivisionCode?: string;
  };
  readonly Failover?: string;
  readonly MultiValueAnswer?: boolean;
  readonly TTL?: number;
  readonly ResourceRecords?: readonly { readonly Value: string }[];
  readonly AliasTarget?: {
    readonly HostedZoneId: string;
    readonly DNSName: string;
    readonly EvaluateTargetHealth: boolean;
  };
  readonly HealthCheckId?: string;
  readonly GeoProximityLocation?: {
    readonly AWSRegion?: string;
    readonly LocalZoneGroup?: string;
    readonly Bias?: number;
    readonly Coordinates?: { readonly Latitude: string; readonly Longitude: string };
  };
  readonly CidrRoutingConfig?: { readonly CollectionId: string; readonly LocationName: string };
}

export type ChangeAction = 'CREATE' | 'DELETE' | 'UPSERT';

export interface Change {
  readonly Action: ChangeAction;
  readonly ResourceRecordSet: ResourceRecordSet;
}

/** The routing policies a set may have; a set has at most one. */
const ROUTING_FIELDS = [
  'Weight',
  'Region',
  'Failover',
  'GeoLocation',
  'MultiValueAnswer',
  'GeoProximityLocation',
  'CidrRoutingConfig',
] as const;

/** The routing policies that are set. Empty for a simple record. */
export function routingPolicies(set: ResourceRecordSet): readonly string[] {
  return ROUTING_FIELDS.filter((field) => set[field] !== undefined);
}

/**
 * Everything that must agree for a DELETE, as text: TTL, values as a set, alias with zone and health evaluation,
 * routing and health check. The name and type are compared by key.
 */
export function recordSetContent(set: ResourceRecordSet): string {
  const values = set.ResourceRecords?.map((record) => record.Value).sort();
  const { Name: _name, ResourceRecords: _records, ...rest } = set;
  return JSON.stringify({ ...rest, values }, sortedKeys);
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
