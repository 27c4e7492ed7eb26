import { observedName } from './dns-name.ts';
import type { Endpoint } from './endpoint.ts';
import { readMarkerName } from './marker-name.ts';
import { isWithin } from './name-rules.ts';
import type { NameInput } from './plan-name.ts';
import { DNS_REASON, type DnsReason } from './reasons.ts';
import { explainInvalidRouting, routingOf } from './routing.ts';

/** Why a record set is not written, and what to change. */
export interface Refusal {
  readonly reason: DnsReason;
  readonly message: string;
}

/** What Route 53 would refuse in any batch: said here, so that the batch is never sent. */
export function refuseRecord(endpoint: Endpoint, input: NameInput): Refusal | undefined {
  const problem = explainInvalidRouting(routingOf(endpoint));
  if (problem !== undefined)
    return { reason: DNS_REASON.invalidRouting, message: `${endpoint.dnsName} ${problem}` };
  if (endpoint.alias !== undefined && endpoint.alias.hostedZoneId === undefined)
    return refuseOwnAlias(endpoint, input.zone.zone.name);
  return endpoint.recordType === 'CNAME' ? refuseCname(endpoint, input) : undefined;
}

/** Without a zone id of its target an alias is one of the record's own zone. */
function refuseOwnAlias({ dnsName, targets }: Endpoint, zone: string): Refusal | undefined {
  const [target = ''] = targets;
  if (isWithin(observedName(target), zone)) return undefined;
  const message =
    `${dnsName} is to be an alias of ${target}, which is neither in zone ${zone} nor a known AWS name: take the alias ` +
    'annotation away, or give aws-target-hosted-zone';
  return { reason: DNS_REASON.invalidTarget, message };
}

/** A CNAME holds one target and stands alone (RFC 1034 3.6.2): no apex, and no marker of another name beside it. */
function refuseCname({ dnsName, targets }: Endpoint, input: NameInput): Refusal | undefined {
  if (dnsName === input.zone.zone.name) {
    const message =
      'a CNAME cannot stand at the apex of a zone: point it to an AWS load balancer or to addresses';
    return { reason: DNS_REASON.cnameAtApex, message };
  }
  if (targets.length > 1) {
    const message = `a CNAME holds one target, given ${targets.join(', ')}: name one in the target annotation`;
    return { reason: DNS_REASON.multipleCnameTargets, message };
  }
  const marked = readMarkerName(dnsName, input.context.registry.txt).find(
    ({ name, type }) => type !== '' && needsMarkerHere(name, input),
  );
  const own = new Set(input.observed.records.flatMap((record) => record.markers.map((marker) => marker.set)));
  const isTaken = input.zone.txt.get(dnsName)?.some(({ set }) => !own.has(set)) === true;
  if (marked === undefined && !isTaken) return undefined;
  const whose = marked === undefined ? 'a TXT' : `the marker of ${marked.name}`;
  const message = `${whose} stands at ${dnsName}, and a CNAME stands alone: choose another host name, or a dns.txt.prefix`;
  return { reason: DNS_REASON.markerNameTaken, message };
}

function needsMarkerHere(name: string, { zone, context, isWanted }: NameInput): boolean {
  if (!context.registry.enabled) return false;
  return isWanted(name) || zone.names.get(name)?.records.some((record) => record.state === 'ours') === true;
}
