import { fromSdkError } from '../../lambdas/adapters/aws-error.ts';

/** The error by which the SDK reports a fault, after its own retries. */
export function refuseAws(fault: 'throttled' | 'unavailable' | 'reset'): never {
  const metadata = { attempts: 3 };
  if (fault === 'throttled') {
    const error = { name: 'ThrottlingException', message: 'Rate exceeded', $fault: 'client' };
    throw fromSdkError({ ...error, $metadata: { ...metadata, httpStatusCode: 400 } });
  }
  if (fault === 'unavailable') {
    const error = { name: 'InternalServerError', message: 'try later', $fault: 'server' };
    throw fromSdkError({ ...error, $metadata: { ...metadata, httpStatusCode: 500 } });
  }
  throw fromSdkError({
    name: 'TimeoutError',
    message: 'socket hang up',
    code: 'ECONNRESET',
    $metadata: metadata,
  });
}
