import type { ResourceRecordSet } from './record-set.ts';
import { routingPolicies } from './record-set.ts';
import type { Route53State, Zone } from './zone.ts';

/** Why a well-formed set cannot stand in the zone as it is at this point of the batch; empty when it can. */
export function conflictProblems(state: Route53State, zone: Zone, set: ResourceRecordSet): readonly string[] {
  const problem = cnameProblem(zone, set) ?? routingConflict(zone, set) ?? aliasProblem(state, zone, set);
  return problem === undefined ? [] : [problem];
}

function cnameProblem(zone: Zone, set: ResourceRecordSet): string | undefined {
  const beside = zone.records.named(set.Name).filter((other) => other.Type !== set.Type);
  if (set.Type !== 'CNAME') {
    if (!beside.some((other) => other.Type === 'CNAME')) return undefined;
    return (
      `RRSet of type ${set.Type} with DNS name ${set.Name} is not permitted because a conflicting RRSet of type CNAME ` +
      `with the same DNS name already exists in zone ${zone.name}`
    );
  }
  if (set.Name === zone.name) {
    return `RRSet of type CNAME with DNS name ${set.Name} is not permitted at apex in zone ${zone.name}`;
  }
  if (beside.length === 0) return undefined;
  return (
    `RRSet of type CNAME with DNS name ${set.Name} is not permitted as it conflicts with other records with the ` +
    `same DNS name in zone ${zone.name}`
  );
}

function routingConflict(zone: Zone, set: ResourceRecordSet): string | undefined {
  const policy = routingPolicies(set).join();
  const others = zone.records
    .named(set.Name)
    .filter((other) => other.Type === set.Type && other.SetIdentifier !== set.SetIdentifier);
  if (others.every((other) => routingPolicies(other).join() === policy)) return undefined;
  return (
    `RRSet with DNS name ${set.Name}, type ${set.Type}, SetIdentifier ${set.SetIdentifier ?? 'null'} cannot be created ` +
    'as other RRSets with the same name and type have a different routing policy'
  );
}

/** An alias into one of the account's own zones needs a set of that name and type there. Others are not checked. */
function aliasProblem(state: Route53State, zone: Zone, set: ResourceRecordSet): string | undefined {
  const alias = set.AliasTarget;
  const targetZone = alias === undefined ? undefined : state.zones.get(alias.HostedZoneId);
  if (alias === undefined || targetZone === undefined) return undefined;
  const tried = `Tried to create an alias that targets ${alias.DNSName}, type ${set.Type} in zone ${targetZone.id}`;
  const inside = alias.DNSName === targetZone.name || alias.DNSName.endsWith(`.${targetZone.name}`);
  if (!inside) return `${tried}, but the alias target name does not lie within the target zone`;
  const self = targetZone === zone && alias.DNSName === set.Name;
  const exists = !self && targetZone.records.named(alias.DNSName).some((other) => other.Type === set.Type);
  return exists ? undefined : `${tried}, but that target was not found`;
}
