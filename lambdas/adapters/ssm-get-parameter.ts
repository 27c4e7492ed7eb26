import { GetParameterCommand, type GetParameterCommandOutput, SSMClient } from '@aws-sdk/client-ssm';
import { type AwsEndpoint, clientSettings } from './aws-client.ts';

/**
 * One decrypting GetParameter on a client of its own. A file apart, so that it can be loaded on first use: loading
 * the SDK's package itself by `import()` would keep all of its exports, 130 KB more in every bundle.
 */
export function createGetParameter(
  endpoint: AwsEndpoint,
): (name: string) => Promise<GetParameterCommandOutput> {
  const ssm = new SSMClient(clientSettings(endpoint));
  return (name) => ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
}
