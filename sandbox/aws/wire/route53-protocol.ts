import type { SandboxAws } from '../aws.ts';
import type { Caller } from '../service.ts';
import { routeRoute53 } from './route53-routes.ts';
import type { WireRequest, WireResponse } from './wire-message.ts';
import { toXml } from './xml-write.ts';

export const ROUTE53_NAMESPACE = 'https://route53.amazonaws.com/doc/2013-04-01/';

/** Element names of list items. */
const ITEMS: Readonly<Record<string, string>> = {
  HostedZones: 'HostedZone',
  ResourceRecordSets: 'ResourceRecordSet',
  ResourceRecords: 'ResourceRecord',
  NameServers: 'NameServer',
  VPCs: 'VPC',
  Tags: 'Tag',
  ResourceTagSets: 'ResourceTagSet',
};

/** Route 53: REST with XML bodies. */
export function answerRoute53(aws: SandboxAws, request: WireRequest, caller: Caller): WireResponse {
  const { action, params } = routeRoute53(request);
  const result = aws.route53.invoke(action, params, caller) as Record<string, unknown>;
  const content = Object.entries(result)
    .map(([name, value]) => toXml(name, withDates(value), ITEMS))
    .join('');
  const body = `<?xml version="1.0"?>\n<${action}Response xmlns="${ROUTE53_NAMESPACE}">${content}</${action}Response>`;
  const created = action === 'CreateHostedZone';
  const zone = result['HostedZone'] as { Id?: string } | undefined;
  const location = created ? { location: `https://route53.amazonaws.com/2013-04-01${zone?.Id ?? ''}` } : {};
  return { status: created ? 201 : 200, headers: { 'content-type': 'text/xml', ...location }, body };
}

function withDates(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { SubmittedAt } = value as { SubmittedAt?: unknown };
  if (typeof SubmittedAt !== 'number') return value;
  return { ...value, SubmittedAt: new Date(SubmittedAt * 1000).toISOString() };
}
