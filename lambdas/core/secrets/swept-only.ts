import type { SecretSyncConfig } from './config.ts';
import { refersToCaller, type SecretStore } from './secret-store.ts';
import { decideAccess } from './tenancy.ts';

/**
 * Why no event announces changes of what a store reads, so that the sweep has to find them; undefined where events
 * do. Rules see events of their own region and account; `secrets.regions` adds rules that forward a region's.
 */
export function findSweptOnly(store: SecretStore, config: SecretSyncConfig): string | undefined {
  const { region } = store;
  if (region !== config.region && !config.regions.includes(region)) {
    return (
      `changes are found by the sweep only: no rule forwards events of region ${region}; ` +
      `add it to secrets.regions: [${JSON.stringify(region)}]`
    );
  }
  const account = accountOf(store, config);
  return account === undefined || account === config.account
    ? undefined
    : `changes are found by the sweep only: no rule forwards events of account ${account}`;
}

/** Account of the role that reads in the end; undefined when it is the function's own, or not the same for all. */
function accountOf(store: SecretStore, config: SecretSyncConfig): string | undefined {
  if (refersToCaller(store)) return undefined;
  const access = decideAccess(store, store.namespace ?? '', config);
  if (!access.ok) return undefined;
  const { roleArn, chain = [] } = access.value.identity;
  return (chain.at(-1)?.roleArn ?? roleArn)?.split(':')[4];
}
