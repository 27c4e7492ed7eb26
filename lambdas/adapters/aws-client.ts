import { AWS_ATTEMPTS_MAX, AWS_CONNECT_TIMEOUT_MS, AWS_TIMEOUT_MS } from '../core/bounds.ts';

/** Where an AWS service is reached. */
export interface AwsEndpoint {
  readonly region: string;
  /** Default: what the SDK resolves, `AWS_ENDPOINT_URL` and its service forms included. */
  readonly endpoint?: string;
}

/**
 * Settings that every SDK client shares. Standard retries, few of them: a run that meets longer trouble goes back
 * to the queue, where waiting is free. Adaptive mode would sleep inside the function.
 */
export function clientSettings({ region, endpoint }: AwsEndpoint) {
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    maxAttempts: AWS_ATTEMPTS_MAX,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: AWS_CONNECT_TIMEOUT_MS,
      requestTimeout: AWS_TIMEOUT_MS,
      // The request's timeout ends with the first byte of the answer: without this one, half of an answer is waited for
      // until Lambda's own timeout.
      socketTimeout: AWS_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  } as const;
}
