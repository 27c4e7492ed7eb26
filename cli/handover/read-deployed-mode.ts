import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type Half, identityOf } from '../../manifests/identity.ts';
import type { ClusterConfiguration } from '../../stack/config.ts';

/**
 * The mode of a deployed function, undefined when there is none. The stack writes it at the end of the function's
 * description: `... of cluster eco2-dev (enforce)`.
 */
export async function readDeployedMode(
  cluster: ClusterConfiguration,
  half: Half,
): Promise<'observe' | 'enforce' | undefined> {
  const lambda = new LambdaClient({ region: cluster.region });
  try {
    const { functionName: FunctionName } = identityOf(cluster, half);
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName }));
    const [, mode] = /\((observe|enforce)\)$/.exec(Configuration?.Description ?? '') ?? [];
    return mode === 'observe' || mode === 'enforce' ? mode : undefined;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  } finally {
    lambda.destroy();
  }
}
