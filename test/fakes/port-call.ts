import { fromSdkError } from '../../lambdas/adapters/aws-error.ts';
import { AwsServiceError } from '../../sandbox/aws/service-error.ts';

/** One AWS call that a port made, in order of being made. */
export interface RecordedCall {
  readonly service: string;
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly region?: string;
  /** The role that was assumed for it; undefined: the function's own credentials. */
  readonly as?: string;
  /** The service's code when it refused. */
  error?: string;
}

/**
 * Runs one call against a model, records it, and rejects as the adapter would: the error goes through the same
 * conversion as an SDK error with that name, status and message.
 */
export async function portCall<T>(
  calls: RecordedCall[],
  call: RecordedCall,
  run: () => T,
  subject?: string,
): Promise<T> {
  calls.push(call);
  try {
    return run();
  } catch (error) {
    if (!(error instanceof AwsServiceError)) throw error;
    call.error = error.code;
    const { code: name, status: httpStatusCode } = error;
    // What the SDK says where the service sends no text (ParameterNotFound).
    const message = error.message === '' ? 'UnknownError' : error.message;
    const fault = httpStatusCode >= 500 ? 'server' : 'client';
    throw fromSdkError({ name, message, $fault: fault, $metadata: { httpStatusCode } }, subject);
  }
}
