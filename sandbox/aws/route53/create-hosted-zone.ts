import { AwsServiceError } from '../service-error.ts';
import { submitChange } from './changes.ts';
import { addHostedZone, hostedZoneOutput, requireZone } from './hosted-zones.ts';
import type { Route53State, Zone } from './zone.ts';

export interface CreateHostedZoneRequest {
  readonly Name: string;
  readonly CallerReference: string;
  readonly VPC?: { readonly VPCRegion: string; readonly VPCId: string };
  readonly HostedZoneConfig?: { readonly Comment?: string; readonly PrivateZone?: boolean };
}

/** A public zone, or with a VPC a private one. */
export function createHostedZone(
  state: Route53State,
  request: CreateHostedZoneRequest,
): Record<string, unknown> {
  if ([...state.zones.values()].some((zone) => zone.callerReference === request.CallerReference)) {
    const message = `A hosted zone has already been created with the specified caller reference.`;
    throw new AwsServiceError('HostedZoneAlreadyExists', message, 409);
  }
  const isPrivate = request.VPC !== undefined || request.HostedZoneConfig?.PrivateZone === true;
  if (isPrivate && request.VPC === undefined) {
    const message = 'When you are creating a private hosted zone, you must specify a VPC in your request.';
    throw new AwsServiceError('InvalidInput', message);
  }
  const comment = request.HostedZoneConfig?.Comment;
  const zone = addHostedZone(state, {
    name: request.Name,
    private: isPrivate,
    callerReference: request.CallerReference,
    ...(comment === undefined ? {} : { comment }),
    ...(request.VPC === undefined ? {} : { vpcs: [request.VPC] }),
  });
  return {
    ...zoneDetails(zone),
    ChangeInfo: submitChange(state, undefined),
    ...(request.VPC ? { VPC: request.VPC } : {}),
  };
}

/** The zone with its name servers (public) or VPCs (private). */
export function getHostedZone(
  state: Route53State,
  request: { readonly Id: string },
): Record<string, unknown> {
  return zoneDetails(requireZone(state, request.Id));
}

/** Only an empty zone can go: one that has nothing but its NS and SOA. */
export function deleteHostedZone(
  state: Route53State,
  request: { readonly Id: string },
): Record<string, unknown> {
  const zone = requireZone(state, request.Id);
  if (zone.records.size > 2) {
    const message =
      'The specified hosted zone contains non-required resource record sets and so cannot be deleted.';
    throw new AwsServiceError('HostedZoneNotEmpty', message);
  }
  state.zones.delete(zone.id);
  return { ChangeInfo: submitChange(state, undefined) };
}

function zoneDetails(zone: Zone): Record<string, unknown> {
  const HostedZone = hostedZoneOutput(zone);
  return zone.private
    ? { HostedZone, VPCs: zone.vpcs }
    : { HostedZone, DelegationSet: { NameServers: zone.nameServers } };
}
