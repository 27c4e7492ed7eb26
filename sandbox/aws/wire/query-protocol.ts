import type { SandboxAws } from '../aws.ts';
import type { Caller } from '../service.ts';
import type { AwsServiceError } from '../service-error.ts';
import type { CredentialScope, WireRequest, WireResponse } from './wire-message.ts';
import { escapeXml, toXml } from './xml-write.ts';

const NAMESPACES = {
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
} as const;
const NUMBERS = ['DurationSeconds'];
/** Sent as `Tags=` when empty. */
const LISTS = ['Tags', 'TransitiveTagKeys', 'Audience', 'ResourceArns', 'ContextEntries'];

/** STS and IAM: form fields in (POST body, or the query of a presigned GET), XML out. */
export function answerQuery(
  aws: SandboxAws,
  request: WireRequest,
  context: { readonly scope: CredentialScope; readonly caller: Caller },
): WireResponse {
  const fields = request.method === 'GET' ? request.query : new URLSearchParams(request.body);
  const action = fields.get('Action') ?? '';
  const service = context.scope.service === 'iam' ? 'iam' : 'sts';
  const model = service === 'iam' ? aws.iam : aws.in(context.scope.region, context.caller.account).sts;
  const result = model.invoke(action, readFields(fields), context.caller);
  const content = Object.entries(result as Record<string, unknown>)
    .map(([name, value]) => toXml(name, withDates(value, name), {}))
    .join('');
  const metadata = '<ResponseMetadata><RequestId>sandbox</RequestId></ResponseMetadata>';
  const body = `<${action}Response xmlns="${NAMESPACES[service]}"><${action}Result>${content}</${action}Result>${metadata}</${action}Response>`;
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}

/** An error of the XML services. */
export function xmlError(error: AwsServiceError, namespace: string = NAMESPACES.sts): WireResponse {
  const type = error.status >= 500 ? 'Receiver' : 'Sender';
  const inner = `<Type>${type}</Type><Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message>`;
  const body = `<ErrorResponse xmlns="${namespace}"><Error>${inner}</Error><RequestId>sandbox</RequestId></ErrorResponse>`;
  return { status: error.status, headers: { 'content-type': 'text/xml' }, body };
}

/** `Tags.member.1.Key=a` becomes `{Tags: [{Key: 'a'}]}`. */
function readFields(fields: URLSearchParams): Readonly<Record<string, unknown>> {
  const root: Record<string, unknown> = {};
  for (const [path, text] of fields) {
    const names = path.split('.').filter((name) => name !== 'member');
    let target = root;
    for (const [index, name] of names.entries()) {
      if (index === names.length - 1) target[name] = readField(name, text);
      else {
        target[name] ??= {};
        target = target[name] as Record<string, unknown>;
      }
    }
  }
  return toLists(root) as Record<string, unknown>;
}

function readField(name: string, text: string): unknown {
  if (NUMBERS.includes(name)) return Number(text);
  return text === '' && LISTS.includes(name) ? [] : text;
}

/** Objects whose keys are 1, 2, 3 are lists. */
function toLists(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, field]) => [key, toLists(field)] as const);
  if (entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key)))
    return entries.map(([, field]) => field);
  return Object.fromEntries(entries);
}

/** The models' seconds as the ISO text of the XML protocols. */
function withDates(value: unknown, name: string): unknown {
  if (typeof value === 'number' && name === 'Expiration') return new Date(value * 1000).toISOString();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, withDates(field, key)]));
}
