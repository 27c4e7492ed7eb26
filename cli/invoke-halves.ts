import type { Half } from '../manifests/identity.ts';
import type { ClusterOptions } from './cluster-option.ts';
import type { CliContext } from './context.ts';
import { type FunctionReport, parseReport } from './function-report.ts';
import { selectCluster, selectFunctions } from './selection.ts';

/** Options that narrow a verb to a half and to objects. */
export interface ObjectOptions {
  readonly half?: Half;
  readonly namespace?: string;
  readonly name?: string;
}

/** Sends one action to the function of each half, both at once. Rejects when one of them fails. */
export async function invokeHalves(
  context: CliContext,
  options: ClusterOptions & ObjectOptions,
  action: Readonly<Record<string, unknown>>,
): Promise<readonly FunctionReport[]> {
  const { namespace, name } = options;
  if (name !== undefined && namespace === undefined) {
    throw new Error(`--name ${name} needs --namespace: names are unique only within one`);
  }
  const cluster = selectCluster(context.loadConfiguration(options.config), options.cluster);
  const payload = {
    ...action,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
  return Promise.all(
    selectFunctions(cluster, options.half).map(async ({ half, functionName }) =>
      parseReport(half, await context.invoke({ region: cluster.region, functionName, payload })),
    ),
  );
}
