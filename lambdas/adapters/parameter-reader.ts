import type { ParameterStore } from '../core/aws-ports.ts';
import type { AwsEndpoint } from './aws-client.ts';
import { fromSdkError } from './aws-error.ts';
import { toParameter } from './ssm-parameter.ts';

/** Reads one parameter with decryption; all of ParameterStore that is needed here. */
export type ParameterReader = Pick<ParameterStore, 'getParameter'>;

/**
 * Parameter Store for a function that seldom needs it: dns-sync, whose cluster credential or registry key may be
 * kept in a parameter. The SDK's client is loaded at the first use, from a file of its own in the asset.
 */
export function createParameterReader(endpoint: AwsEndpoint): ParameterReader {
  const loading = () =>
    import('./ssm-get-parameter.ts').then(({ createGetParameter }) => createGetParameter(endpoint));
  let read: ReturnType<typeof loading> | undefined;

  return {
    async getParameter(name) {
      read ??= loading();
      const output = await (await read)(name).catch((error: unknown) => {
        throw fromSdkError(error, name);
      });
      return toParameter(output.Parameter, true);
    },
  };
}
