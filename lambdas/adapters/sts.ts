import { STSClient } from '@aws-sdk/client-sts';
import { type AwsEndpoint, clientSettings } from './aws-client.ts';

/** STS of the function's own role, on its regional endpoint. */
export function createSts(endpoint: AwsEndpoint): STSClient {
  return new STSClient(clientSettings(endpoint));
}
