import type { SecretStore } from '../core/secrets/secret-store.ts';
import { storeKey } from '../core/secrets/secret-store.ts';
import { judgeStore, type StoreVerdict } from '../core/secrets/store-status.ts';
import { isServed } from '../core/secrets/triage.ts';
import { checkCredentials } from './check-credentials.ts';
import type { Inventory } from './inventory.ts';
import type { Work } from './prepare.ts';
import { FIELD_MANAGER, recordEvent } from './recorder.ts';
import { type Run, report } from './run.ts';

/** Keeps the Ready condition of every store we serve; Argo CD and ESO both wait for it. */
export async function settleStores(
  run: Run,
  { stores, storeTypes }: Inventory,
  { storesInUse, keySecretOf }: Pick<Work, 'storesInUse' | 'keySecretOf'>,
): Promise<void> {
  for (const store of stores.values()) {
    if (!store.isAws || store.paused || !isServed(store, run.deps.config.storeClasses)) continue;
    const check = await checkCredentials(run, store, {
      isInUse: storesInUse.has(storeKey(store)),
      keySecretOf,
    });
    // What cannot be said now stays as it was: the sweep looks at every store.
    if (check === 'unknown') continue;
    const credentials = check === 'had' ? undefined : check;
    const verdict = judgeStore(store, run.deps.config, { now: run.deps.clock.now(), credentials });
    const isToldAgain = !verdict.ready && run.announcedStores.has(storeKey(store));
    const isNews = verdict.patch !== undefined || isRespecified(run, store) || isToldAgain;
    if (!isNews) continue;
    try {
      const type = storeTypes.get(store.kind);
      if (type !== undefined && verdict.patch !== undefined && !run.dryRun) {
        const body = { status: verdict.patch };
        const options = { fieldManager: FIELD_MANAGER, subresource: 'status' } as const;
        await run.deps.cluster.patch(type, store, body, options);
      }
      await announce(run, store, verdict);
      run.memory.storeGenerations.set(store.uid, store.generation);
    } catch (error) {
      run.deps.log.warn('store status not written', { store: storeKey(store), error });
    }
  }
}

/** A store whose spec changed in front of our eyes is announced again, as ESO does, though Ready stays the same. */
function isRespecified(run: Run, store: SecretStore): boolean {
  const known = run.memory.storeGenerations.get(store.uid);
  run.memory.storeGenerations.set(store.uid, store.generation);
  return known !== undefined && known !== store.generation;
}

async function announce(run: Run, store: SecretStore, verdict: StoreVerdict): Promise<void> {
  const { ready, reason, message, warning } = verdict;
  const { apiVersion, kind, namespace, name, uid, resourceVersion } = store;
  const component = kind === 'ClusterSecretStore' ? 'cluster-secret-store' : 'secret-store';
  const record = { component, about: { apiVersion, kind, namespace, name, uid, resourceVersion } };
  await recordEvent(run, { ...record, type: ready ? 'Normal' : 'Warning', reason, message });
  if (!ready) report(run, { subject: storeKey(store), action: 'refused', reason, message });
  if (warning === undefined) return;
  run.deps.log.warn(warning, { store: storeKey(store) });
  await recordEvent(run, { ...record, type: 'Warning', reason: 'ServiceAlias', message: warning });
}
