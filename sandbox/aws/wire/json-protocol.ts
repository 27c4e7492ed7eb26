import { setTimeout as delay } from 'node:timers/promises';
import type { SandboxAws } from '../aws.ts';
import type { Caller } from '../service.ts';
import { AwsServiceError } from '../service-error.ts';
import { numberAttribute } from '../sqs/number-attribute.ts';
import { requireQueue } from '../sqs/queue.ts';
import type { Sqs } from '../sqs/sqs.ts';
import type { CredentialScope, WireRequest, WireResponse } from './wire-message.ts';

/** How often a long poll of SQS looks again, in real milliseconds. */
const POLL_MS = 50;
/** Codes that the query form of SQS, which SDKs still show, spells differently. */
const QUERY_CODES: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
};

/** SSM, Secrets Manager, EventBridge, ECR, CloudWatch Logs (JSON 1.1) and SQS (JSON 1.0): the operation is in `X-Amz-Target`. */
export async function answerJson(
  aws: SandboxAws,
  request: WireRequest,
  context: { readonly scope: CredentialScope; readonly caller: Caller },
): Promise<WireResponse> {
  const { scope, caller } = context;
  const action = request.headers['x-amz-target']?.split('.').at(-1) ?? '';
  const params = parseBody(request.body);
  const services = aws.in(scope.region, caller.account);
  if (scope.service === 'sqs') {
    if (action === 'ReceiveMessage') await untilVisible(services.sqs, params);
    return jsonResponse(200, services.sqs.invoke(action, params, caller), '1.0');
  }
  const models = {
    ssm: services.ssm,
    secretsmanager: services.secretsManager,
    events: services.events,
    ecr: services.ecr,
    monitoring: aws.cloudWatch,
    'ecr-public': services.ecrPublic,
    logs: aws.logs,
  };
  const model = models[scope.service as keyof typeof models];
  if (model === undefined) {
    throw new AwsServiceError('NotImplemented', `nothing is deployed that has ${scope.service}`, 501);
  }
  return jsonResponse(200, model.invoke(action, params, caller), '1.1');
}

/** An error in the JSON protocols. */
export function jsonError(error: AwsServiceError, service: string): WireResponse {
  const message = error.message === '' ? {} : { message: error.message };
  const response = jsonResponse(
    error.status,
    { __type: error.code, ...message },
    service === 'sqs' ? '1.0' : '1.1',
  );
  if (service !== 'sqs') return response;
  const queryError = `${QUERY_CODES[error.code] ?? error.code};Sender`;
  return { ...response, headers: { ...response.headers, 'x-amzn-query-error': queryError } };
}

function jsonResponse(status: number, body: unknown, version: '1.0' | '1.1'): WireResponse {
  return {
    status,
    headers: { 'content-type': `application/x-amz-json-${version}` },
    body: JSON.stringify(body ?? {}),
  };
}

function parseBody(body: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(body === '' ? '{}' : body) as Record<string, unknown>;
  } catch {
    throw new AwsServiceError('SerializationException', 'the request body is not JSON');
  }
}

/** Long polling: holds the request until a message is visible or the wait is over. */
async function untilVisible(sqs: Sqs, params: Readonly<Record<string, unknown>>): Promise<void> {
  const queue = requireQueue(sqs.state, String(params['QueueUrl']));
  const asked = params['WaitTimeSeconds'];
  const seconds = typeof asked === 'number' ? asked : numberAttribute(queue, 'ReceiveMessageWaitTimeSeconds');
  const until = performance.now() + seconds * 1000;
  const visible = () => [...queue.messages.values()].some((message) => message.visibleAt <= sqs.state.now());
  while (performance.now() < until && !visible()) await delay(POLL_MS);
}
