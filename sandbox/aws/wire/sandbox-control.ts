import type { SandboxAws } from '../aws.ts';
import { AwsServiceError } from '../service-error.ts';
import type { WireRequest, WireResponse } from './wire-message.ts';

/** A path that no AWS service has; it needs no credentials, since only this machine reaches the endpoint. */
const FAULTS_PATH = '/_sandbox/faults';

/**
 * The sandbox's own switches: PUT a scripted fault, GET those waiting, DELETE them all. Undefined for a request to
 * AWS.
 */
export function answerControl(aws: SandboxAws, request: WireRequest): WireResponse | undefined {
  if (request.path !== FAULTS_PATH) return undefined;
  try {
    if (request.method === 'PUT') return answer(200, aws.faults.add(parse(request.body)));
    if (request.method === 'DELETE') aws.faults.clear();
    else if (request.method !== 'GET') return answer(405, { message: 'allowed are PUT, GET and DELETE' });
    return answer(200, aws.faults.list());
  } catch (error) {
    if (error instanceof AwsServiceError) return answer(error.status, { message: error.message });
    throw error;
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new AwsServiceError(
      'ValidationException',
      'the body is not JSON: expected {"service", "code", ...}',
    );
  }
}

function answer(status: number, body: unknown): WireResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(body)}\n` };
}
