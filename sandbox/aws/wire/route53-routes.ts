import { AwsServiceError } from '../service-error.ts';
import type { WireRequest } from './wire-message.ts';
import type { XmlElement } from './xml-parse.ts';
import { parseXml } from './xml-parse.ts';

/** An operation of Route 53's REST API with its parameters in the models' shape. */
export interface RoutedCall {
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
}

type Route = readonly [method: string, pattern: RegExp, action: string, pathParams: readonly string[]];

/** Version 2013-04-01 (Route 53 API reference). The first that matches is taken. */
const ROUTES: readonly Route[] = [
  ['GET', /^\/hostedzone$/, 'ListHostedZones', []],
  ['GET', /^\/hostedzonesbyname$/, 'ListHostedZonesByName', []],
  ['POST', /^\/hostedzone$/, 'CreateHostedZone', []],
  ['GET', /^\/hostedzone\/([^/]+)$/, 'GetHostedZone', ['Id']],
  ['GET', /^\/hostedzonelimit\/([^/]+)\/([^/]+)$/, 'GetHostedZoneLimit', ['HostedZoneId', 'Type']],
  ['DELETE', /^\/hostedzone\/([^/]+)$/, 'DeleteHostedZone', ['Id']],
  ['GET', /^\/hostedzone\/([^/]+)\/rrset$/, 'ListResourceRecordSets', ['HostedZoneId']],
  ['POST', /^\/hostedzone\/([^/]+)\/rrset$/, 'ChangeResourceRecordSets', ['HostedZoneId']],
  ['GET', /^\/change\/([^/]+)$/, 'GetChange', ['Id']],
  ['GET', /^\/tags\/([^/]+)\/([^/]+)$/, 'ListTagsForResource', ['ResourceType', 'ResourceId']],
  ['POST', /^\/tags\/([^/]+)\/([^/]+)$/, 'ChangeTagsForResource', ['ResourceType', 'ResourceId']],
  ['POST', /^\/tags\/([^/]+)$/, 'ListTagsForResources', ['ResourceType']],
];

const QUERY_NAMES: Readonly<Record<string, string>> = {
  marker: 'Marker',
  maxitems: 'MaxItems',
  dnsname: 'DNSName',
  hostedzoneid: 'HostedZoneId',
  name: 'StartRecordName',
  type: 'StartRecordType',
  identifier: 'StartRecordIdentifier',
};

const LISTS = ['Changes', 'ResourceRecords', 'AddTags', 'RemoveTagKeys', 'ResourceIds'];
const NUMBERS = ['TTL', 'Weight', 'Bias', 'MaxItems'];
const BOOLEANS = ['EvaluateTargetHealth', 'MultiValueAnswer', 'PrivateZone'];

/** Finds the operation of a request and reads path, query and body into its parameters. */
export function routeRoute53(request: WireRequest): RoutedCall {
  const path = request.path.replace(/^\/2013-04-01/, '').replace(/\/$/, '');
  for (const [method, pattern, action, names] of ROUTES) {
    const match = method === request.method ? pattern.exec(path) : null;
    if (match === null) continue;
    const fromPath = names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]);
    const fromQuery = [...request.query].map(([name, text]) => {
      const field = QUERY_NAMES[name] ?? name;
      return [field, NUMBERS.includes(field) ? Number(text) : text];
    });
    const body = request.body === '' ? {} : (parameterOf(parseXml(request.body)) as Record<string, unknown>);
    return { action, params: { ...body, ...Object.fromEntries(fromQuery), ...Object.fromEntries(fromPath) } };
  }
  throw new AwsServiceError(
    'NotImplemented',
    `the sandbox does not implement ${request.method} ${request.path} of route53`,
    501,
  );
}

function parameterOf(element: XmlElement): unknown {
  if (LISTS.includes(element.name)) return element.children.map(parameterOf);
  if (element.children.length > 0) {
    return Object.fromEntries(element.children.map((child) => [child.name, parameterOf(child)]));
  }
  if (NUMBERS.includes(element.name)) return Number(element.text);
  if (BOOLEANS.includes(element.name)) return element.text === 'true';
  return element.text;
}
