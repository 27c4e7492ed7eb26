import type { AuthorizationRequest } from '../iam/policy.ts';
import type { ChangeResourceRecordSetsRequest } from './change-record-sets.ts';
import { storedName } from './zone-name.ts';

/**
 * What a call needs: zones and changes by ARN, listing on `*`, and for changes the normalised names, types and
 * actions of the batch as multivalued condition keys (Route 53 developer guide, fine-grained access control).
 */
export function route53Requests(
  action: string,
  params: Readonly<Record<string, unknown>>,
): readonly AuthorizationRequest[] {
  const context = action === 'ChangeResourceRecordSets' ? changeContext(params) : {};
  return resourcesOf(action, params).map((resource) => ({ action: `route53:${action}`, resource, context }));
}

function resourcesOf(action: string, params: Readonly<Record<string, unknown>>): readonly string[] {
  if (action === 'GetChange') return [`arn:aws:route53:::change/${plainId(params['Id'])}`];
  if (action === 'GetHostedZone' || action === 'DeleteHostedZone') return [zoneArn(params['Id'])];
  if (params['HostedZoneId'] !== undefined && action !== 'ListHostedZonesByName')
    return [zoneArn(params['HostedZoneId'])];
  if (params['ResourceId'] !== undefined) return [zoneArn(params['ResourceId'])];
  const ids = params['ResourceIds'];
  return Array.isArray(ids) ? ids.map(zoneArn) : ['*'];
}

function changeContext(params: Readonly<Record<string, unknown>>): AuthorizationRequest['context'] {
  const { ChangeBatch } = params as unknown as ChangeResourceRecordSetsRequest;
  const distinct = (values: readonly string[]) => [...new Set(values)];
  const sets = ChangeBatch.Changes.map((change) => change.ResourceRecordSet);
  return {
    'route53:ChangeResourceRecordSetsNormalizedRecordNames': distinct(
      sets.map((set) => storedName(set.Name).slice(0, -1)),
    ),
    'route53:ChangeResourceRecordSetsRecordTypes': distinct(sets.map((set) => set.Type)),
    'route53:ChangeResourceRecordSetsActions': distinct(ChangeBatch.Changes.map((change) => change.Action)),
  };
}

function zoneArn(id: unknown): string {
  return `arn:aws:route53:::hostedzone/${plainId(id)}`;
}

function plainId(id: unknown): string {
  return String(id).split('/').at(-1) ?? '';
}
