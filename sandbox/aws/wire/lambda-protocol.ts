import type { SandboxAws } from '../aws.ts';
import type { InvokeOutput, Lambda } from '../lambda/lambda.ts';
import type { Caller } from '../service.ts';
import { AwsServiceError } from '../service-error.ts';
import type { WireRequest, WireResponse } from './wire-message.ts';

const CONCURRENCY = /^\/20\d\d-\d\d-\d\d\/functions\/([^/]+)\/concurrency$/;
const MAPPINGS = '/2015-03-31/event-source-mappings';

/** Calls by method and path; the path's own part is the parameter. */
const SWITCHES: readonly {
  readonly method: string;
  readonly pattern: RegExp;
  readonly action: string;
  readonly parameter?: string;
}[] = [
  { method: 'PUT', pattern: CONCURRENCY, action: 'PutFunctionConcurrency', parameter: 'FunctionName' },
  { method: 'DELETE', pattern: CONCURRENCY, action: 'DeleteFunctionConcurrency', parameter: 'FunctionName' },
  { method: 'GET', pattern: CONCURRENCY, action: 'GetFunctionConcurrency', parameter: 'FunctionName' },
  { method: 'GET', pattern: new RegExp(`^${MAPPINGS}$`), action: 'ListEventSourceMappings' },
  {
    method: 'PUT',
    pattern: new RegExp(`^${MAPPINGS}/([^/]+)$`),
    action: 'UpdateEventSourceMapping',
    parameter: 'UUID',
  },
];

const JSON_TYPE = { 'content-type': 'application/json' };

/** Lambda: REST with JSON bodies; invoking, looking, stopping and starting again. */
export async function answerLambda(
  aws: SandboxAws,
  request: WireRequest,
  caller: Caller,
): Promise<WireResponse> {
  const { lambda } = aws;
  const path = request.path.replace(/\/$/, '');
  const invocation = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path);
  const single = /^\/2015-03-31\/functions\/([^/]+)$/.exec(path);
  if (lambda === undefined) throw notImplemented(request);
  if (request.method === 'POST' && invocation !== null) {
    const FunctionName = decodeURIComponent(invocation[1] ?? '');
    const InvocationType = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
    const params = { FunctionName, InvocationType, Payload: request.body };
    return invokeResponse(await (lambda.invoke('Invoke', params, caller) as Promise<InvokeOutput>));
  }
  if (request.method === 'GET' && single !== null) {
    const params = { FunctionName: decodeURIComponent(single[1] ?? '') };
    return {
      status: 200,
      headers: JSON_TYPE,
      body: JSON.stringify(lambda.invoke('GetFunction', params, caller)),
    };
  }
  if (request.method === 'GET' && path === '/2015-03-31/functions') {
    return {
      status: 200,
      headers: JSON_TYPE,
      body: JSON.stringify(lambda.invoke('ListFunctions', {}, caller)),
    };
  }
  return switchFunctions(lambda, request, { path, caller });
}

/** What stops functions and their pollers, and starts them again. */
function switchFunctions(
  lambda: Lambda,
  request: WireRequest,
  { path, caller }: { readonly path: string; readonly caller: Caller },
): WireResponse {
  for (const { method, pattern, action, parameter } of SWITCHES) {
    const found = method === request.method ? pattern.exec(path) : null;
    if (found === null) continue;
    const named = parameter === undefined ? {} : { [parameter]: decodeURIComponent(found[1] ?? '') };
    const body: object = request.body === '' ? {} : JSON.parse(request.body);
    const params = { ...Object.fromEntries(request.query), ...body, ...named };
    const answer = JSON.stringify(lambda.invoke(action, params, caller));
    return { status: 200, headers: JSON_TYPE, body: answer };
  }
  throw notImplemented(request);
}

/** An error of Lambda's API: the code is in a header. */
export function lambdaError(error: AwsServiceError): WireResponse {
  const Type = error.status >= 500 ? 'Service' : 'User';
  const headers = { ...JSON_TYPE, 'x-amzn-errortype': error.code };
  return {
    status: error.status,
    headers,
    body: JSON.stringify({ Type, Message: error.message, message: error.message }),
  };
}

function invokeResponse(output: InvokeOutput): WireResponse {
  const failed = output.FunctionError === undefined ? {} : { 'x-amz-function-error': output.FunctionError };
  const headers = { ...JSON_TYPE, 'x-amz-executed-version': '$LATEST', ...failed };
  return { status: output.StatusCode, headers, body: output.Payload ?? '' };
}

function notImplemented(request: WireRequest): AwsServiceError {
  return new AwsServiceError(
    'NotImplemented',
    `the sandbox does not implement ${request.method} ${request.path} of lambda`,
    501,
  );
}
