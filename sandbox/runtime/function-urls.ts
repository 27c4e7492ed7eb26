import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { WireRequest, WireResponse } from '../aws/wire/wire-message.ts';
import { FUNCTION_URL, PERMISSION } from '../template/kinds/lambda-access.ts';
import type { ResolvedStack } from '../template/resolve-stack.ts';
import type { DeployedFunction } from './functions.ts';

const PATH = /^\/function-url\/([^/]+)(\/.*)$/;

/** What a function answers to a URL request (payload format 2.0); anything else is sent as JSON with status 200. */
const Structured = v.object({
  statusCode: v.number(),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  body: v.optional(v.string(), ''),
  isBase64Encoded: v.optional(v.boolean(), false),
});

/**
 * The function URLs of the stack, below `/function-url/<function>/` of the AWS endpoint. A URL is open only when
 * the template also permits everybody to invoke it; otherwise Lambda answers 403, and so does the sandbox.
 * @returns a handler that leaves requests to other paths alone
 */
export function serveFunctionUrls(
  stack: ResolvedStack,
  functions: readonly DeployedFunction[],
): (request: WireRequest) => Promise<WireResponse | undefined> {
  return async (request) => {
    const [, name, rawPath = '/'] = PATH.exec(request.path) ?? [];
    const target = functions.find(({ resource }) => resource.name === name);
    if (target === undefined || !hasUrl(stack, target)) return undefined;
    if (!isPermitted(stack, target)) return json(403, { Message: 'Forbidden' });
    const { payload, functionError } = await target.invoke(urlEvent(request, rawPath));
    return functionError === undefined
      ? toResponse(payload)
      : json(502, { message: 'Internal Server Error' });
  };
}

function hasUrl(stack: ResolvedStack, { resource }: DeployedFunction): boolean {
  return stack
    .resources(FUNCTION_URL)
    .some(({ properties }) => [resource.arn, resource.name].includes(properties.TargetFunctionArn));
}

/** Both permissions are needed since October 2025: to call the URL, and to invoke the function through it. */
function isPermitted(stack: ResolvedStack, { resource }: DeployedFunction): boolean {
  const open = stack
    .resources(PERMISSION)
    .map(({ properties }) => properties)
    .filter(
      ({ FunctionName, Principal }) =>
        [resource.arn, resource.name].includes(FunctionName) && Principal === '*',
    );
  return (
    open.some(
      ({ Action, FunctionUrlAuthType }) =>
        Action === 'lambda:InvokeFunctionUrl' && FunctionUrlAuthType === 'NONE',
    ) && open.some(({ Action }) => Action === 'lambda:InvokeFunction')
  );
}

/** The event of payload format 2.0, as far as a function can see anything in the sandbox. */
function urlEvent({ method, query, headers, body }: WireRequest, rawPath: string): unknown {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: query.toString(),
    headers,
    requestContext: {
      requestId: randomUUID(),
      stage: '$default',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
    },
    ...(body === '' ? {} : { body }),
    isBase64Encoded: false,
  };
}

function toResponse(payload: string): WireResponse {
  const parsed = v.safeParse(Structured, JSON.parse(payload));
  if (!parsed.success) return { status: 200, headers: { 'content-type': 'application/json' }, body: payload };
  const { statusCode, headers, body, isBase64Encoded } = parsed.output;
  return {
    status: statusCode,
    headers: { 'content-type': 'application/json', ...headers },
    body: isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body,
  };
}

function json(status: number, body: object): WireResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
