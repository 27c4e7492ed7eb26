/**
 * A Route 53 record set exactly as the service returns it, so that a DELETE can repeat it byte for byte:
 * names keep their final dot and octal escapes (`\052.example.com.`), values keep their quotes.
 */

export interface AliasTarget {
  /** As returned, final dot included. */
  readonly dnsName: string;
  readonly hostedZoneId: string;
  readonly evaluateTargetHealth: boolean;
}

export interface GeoLocation {
  readonly continentCode?: string;
  readonly countryCode?: string;
  readonly subdivisionCode?: string;
}

export interface GeoProximity {
  readonly awsRegion?: string;
  readonly localZoneGroup?: string;
  readonly bias?: number;
  readonly latitude?: string;
  readonly longitude?: string;
}

export interface RecordSet {
  readonly name: string;
  readonly type: string;
  /** Absent for aliases. */
  readonly ttl?: number;
  /** `ResourceRecords[].Value`, absent for aliases. */
  readonly values?: readonly string[];
  readonly alias?: AliasTarget;
  readonly setIdentifier?: string;
  readonly weight?: number;
  readonly region?: string;
  readonly failover?: string;
  readonly multiValueAnswer?: boolean;
  readonly geoLocation?: GeoLocation;
  readonly geoProximity?: GeoProximity;
  readonly healthCheckId?: string;
}

/** Never UPSERT: a change is DELETE of the exact set read plus CREATE in one atomic batch (DESIGN 5.6). */
export interface RecordChange {
  readonly action: 'CREATE' | 'DELETE';
  readonly recordSet: RecordSet;
}
