import { join } from 'node:path';
import type { ClusterConfiguration } from '../../stack/config.ts';
import { forwardedRegions } from '../../stack/event-forwarding.ts';
import { synthesize } from '../../stack/synthesize.ts';
import { type ResolvedStack, resolveStack } from '../template/resolve-stack.ts';
import { readSynthesizedStack } from '../template/template.ts';
import type { ReachedBy, SandboxOptions } from './start-sandbox.ts';

/** The stacks of one cluster. */
export interface ClusterStacks {
  readonly main: ResolvedStack;
  /** One for each region whose events are handed to the cluster's. */
  readonly forwarding: readonly ResolvedStack[];
}

/** What `npm run synth` would write for this cluster; cdk-nag looks at it there. */
export async function synthesizeStacks(
  configuration: ClusterConfiguration,
  {
    reached,
    directory,
    bundles,
    edit,
  }: Pick<SandboxOptions, 'bundles' | 'edit'> & { readonly reached: ReachedBy; readonly directory: string },
): Promise<ClusterStacks> {
  const { endpoint } = configuration;
  const clusters = [
    endpoint === undefined ? configuration : { ...configuration, endpoint: reached.kubernetes },
  ];
  const options = { checks: false, ...(bundles === undefined ? {} : { bundles }) };
  const { assetsDir } = await synthesize({ clusters }, join(directory, 'cdk.out'), options);
  const read = (stackName: string): ResolvedStack => {
    const synthesized = readSynthesizedStack(assetsDir, stackName);
    return resolveStack(edit?.(synthesized) ?? synthesized, reached.aws);
  };
  const name = `sluice-${configuration.name}`;
  const main = read(name);
  return {
    main,
    forwarding: forwardedRegions(configuration).map((region) => read(`${name}-events-${region}`)),
  };
}
