import { AwsServiceError } from '../service-error.ts';
import type { Route53State, Zone } from './zone.ts';
import { ZoneRecords } from './zone.ts';
import { storedName } from './zone-name.ts';

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
