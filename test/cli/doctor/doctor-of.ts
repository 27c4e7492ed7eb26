import type { Doctor } from '../../../cli/doctor/doctor.ts';
import type { ClusterConfiguration } from '../../../stack/config.ts';
import { exampleCluster } from '../../stack/example-cluster.ts';

const EXAMPLE = exampleCluster();

/** A doctor of the example cluster that has nobody to ask: for judging what was read. */
export function doctorOf(change: Partial<ClusterConfiguration> = {}): Doctor {
  return {
    cluster: { ...EXAMPLE, ...change },
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
