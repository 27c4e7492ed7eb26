import type { SandboxAws } from '../aws.ts';
import type { Caller } from '../service.ts';
import { AwsServiceError } from '../service-error.ts';
import { discoveryDocument, keySet } from '../sts/web-identity.ts';
import { answerEks } from './eks-protocol.ts';
import { answerJson, jsonError } from './json-protocol.ts';
import { answerLambda, lambdaError } from './lambda-protocol.ts';
import { answerQuery, xmlError } from './query-protocol.ts';
import { answerRoute53, ROUTE53_NAMESPACE } from './route53-protocol.ts';
import { answerControl } from './sandbox-control.ts';
import { answerScheduler } from './scheduler-protocol.ts';
import type { CredentialScope, WireRequest, WireResponse } from './wire-message.ts';
import { credentialScope } from './wire-message.ts';

const JSON_SERVICES = ['ssm', 'secretsmanager', 'events', 'ecr', 'ecr-public', 'sqs', 'monitoring', 'logs'];
/** Their errors have the code in a header. */
const REST_JSON_SERVICES = ['lambda', 'scheduler', 'eks'];
/** Names of the two credential errors in the JSON and REST-JSON services. */
const JSON_CREDENTIAL_CODES: Readonly<Record<string, string>> = {
  InvalidClientTokenId: 'UnrecognizedClientException',
  ExpiredToken: 'ExpiredTokenException',
  MissingAuthenticationToken: 'MissingAuthenticationTokenException',
};

/**
 * Answers one request: the service is that of the credential scope, the caller that of the access key. The issuer's
 * two public documents, function URLs and the sandbox's own switches need no credentials. What the sandbox lacks is a 501 that names it.
 */
export async function dispatch(aws: SandboxAws, request: WireRequest): Promise<WireResponse> {
  const open =
    answerControl(aws, request) ?? publicDocument(aws, request) ?? (await aws.functionUrl?.(request));
  if (open !== undefined) return open;
  let service = '';
  try {
    const scope = credentialScope(request);
    service = scope.service;
    const caller = aws.credentials.resolve(scope.accessKeyId, scope.sessionToken);
    return await answer(aws, request, { scope, caller });
  } catch (error) {
    if (error instanceof AwsServiceError) return errorResponse(error, service, request);
    throw error;
  }
}

async function answer(
  aws: SandboxAws,
  request: WireRequest,
  context: { readonly scope: CredentialScope; readonly caller: Caller },
): Promise<WireResponse> {
  const { service } = context.scope;
  if (JSON_SERVICES.includes(service)) return answerJson(aws, request, context);
  if (service === 'sts' || service === 'iam') return answerQuery(aws, request, context);
  if (service === 'route53') return answerRoute53(aws, request, context.caller);
  if (service === 'lambda') return answerLambda(aws, request, context.caller);
  if (service === 'scheduler') return answerScheduler(aws, request, context.caller);
  if (service === 'eks') {
    const { caller, scope } = context;
    return answerEks(aws, request, { caller, region: scope.region });
  }
  const known = [...JSON_SERVICES, 'sts', 'iam', 'route53', 'lambda', 'scheduler', 'eks'].join(', ');
  throw new AwsServiceError('NotImplemented', `the sandbox has no service ${service}; it has ${known}`, 501);
}

function errorResponse(error: AwsServiceError, service: string, request: WireRequest): WireResponse {
  if (service === 'route53') return xmlError(error, ROUTE53_NAMESPACE);
  const isRest = REST_JSON_SERVICES.includes(service);
  const speaksJson = request.headers['x-amz-target'] !== undefined || isRest;
  if (!speaksJson) return xmlError(error);
  const code = JSON_CREDENTIAL_CODES[error.code];
  const status = isRest ? error.status : 400;
  const renamed = code === undefined ? error : new AwsServiceError(code, error.message, status);
  return isRest ? lambdaError(renamed) : jsonError(renamed, service);
}

function publicDocument(aws: SandboxAws, request: WireRequest): WireResponse | undefined {
  const { state } = aws.in().sts;
  const headers = { 'content-type': 'application/json' };
  if (request.path === '/.well-known/openid-configuration') {
    return { status: 200, headers, body: JSON.stringify(discoveryDocument(state)) };
  }
  if (request.path === '/.well-known/jwks.json') {
    return { status: 200, headers, body: JSON.stringify(keySet(state)) };
  }
  return undefined;
}
