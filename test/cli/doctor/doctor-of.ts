import type { Doctor } from '../../../cli/doctor/doctor.ts';
import type { LocatedCluster } from '../../../cli/doctor/located-cluster.ts';
import { exampleCluster } from '../../stack/example-cluster.ts';

const EXAMPLE = exampleCluster();

/** A doctor of the example cluster that has nobody to ask: for judging what was read. */
export function doctorOf(
  change: Partial<LocatedCluster> = {},
): Doctor & { readonly cluster: LocatedCluster } {
  const cluster = { ...EXAMPLE, ...change };
  return {
    cluster,
    located: () => Promise.resolve(cluster),
    halves: ['secrets', 'dns'],
    // Nothing is read of it here: the judgements take what was read.
    account: undefined as never,
    user: () => {
      throw new Error('there is no kubeconfig');
    },
    invoke: () => Promise.reject(new Error('nothing is invoked')),
    sluice: (verb) => `sluice ${verb}`,
    deploy: 'deploy',
  };
}
