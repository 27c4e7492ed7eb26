import { Argument } from 'commander';
import type { Half } from '../manifests/identity.ts';
import type { ClusterConfiguration } from '../stack/config.ts';
import { selectFunctions } from './selection.ts';

/** `secrets`, `dns` or `all`. */
export type HalfChoice = Half | 'all';

/** `<half>`, for verbs that stop or start one. */
export function halfArgument(): Argument {
  return new Argument('<half>', 'which half').choices(['secrets', 'dns', 'all']);
}

/** The halves that are meant. @throws Error when the cluster does not deploy it */
export function chosenHalves(cluster: ClusterConfiguration, choice: HalfChoice | undefined): readonly Half[] {
  const half = choice === 'all' ? undefined : choice;
  return selectFunctions(cluster, half).map(({ half: selected }) => selected);
}
