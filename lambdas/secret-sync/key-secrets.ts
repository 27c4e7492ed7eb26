import { OBJECTS_IN_FLIGHT } from '../core/bounds.ts';
import { TerminalError, TransientError } from '../core/errors.ts';
import { SECRET } from '../core/resources.ts';
import type { ExternalSecret } from '../core/secrets/external-secret.ts';
import { readObservedSecret } from '../core/secrets/observed-secret.ts';
import { refersToCaller, type SecretStore, storeKey } from '../core/secrets/secret-store.ts';
import {
  type KeySecret,
  type KeySecretOf,
  keyLocations,
  locateKeyRefs,
} from '../core/secrets/static-keys.ts';
import { collectStoreRefs, findStore } from '../core/secrets/store-refs.ts';
import { isServed } from '../core/secrets/triage.ts';
import { explainForbidden } from './forbidden.ts';
import { forEachInFlight } from './in-flight.ts';
import type { Inventory } from './inventory.ts';
import type { Run } from './run.ts';

/** Stores that this run looks at, by key: all of them in a sweep, else those that its ExternalSecrets name. */
export function findStoresInUse(
  run: Run,
  { stores }: Inventory,
  externalSecrets: readonly ExternalSecret[],
): ReadonlySet<string> {
  const named = externalSecrets.flatMap((externalSecret) =>
    collectStoreRefs(externalSecret).flatMap((ref) => findStore(ref, externalSecret.namespace, stores) ?? []),
  );
  const hinted = [...stores.values()].filter((store) => run.fullScope || isHinted(run, store));
  return new Set([...named, ...hinted].map(storeKey));
}

function isHinted(run: Run, { kind, namespace, name }: SecretStore): boolean {
  return run.hints.some(
    (hint) =>
      hint.kind === 'object' &&
      hint.objectKind === kind &&
      hint.name === name &&
      (kind === 'ClusterSecretStore' || hint.namespace === namespace),
  );
}

/** GETs the Secrets that hold static keys of the stores in use, each once. One that fails fails nobody else. */
export async function readKeySecrets(
  run: Run,
  { stores }: Inventory,
  use: { readonly stores: ReadonlySet<string>; readonly externalSecrets: readonly ExternalSecret[] },
): Promise<KeySecretOf> {
  const served = (store: SecretStore) => store.isAws && isServed(store, run.deps.config.storeClasses);
  const own = [...use.stores].flatMap((key) => {
    const store = stores.get(key);
    return store === undefined || refersToCaller(store) ? [] : [{ store, namespace: store.namespace ?? '' }];
  });
  const referring = use.externalSecrets.flatMap((externalSecret) =>
    collectStoreRefs(externalSecret).flatMap((ref) => {
      const store = findStore(ref, externalSecret.namespace, stores);
      return store === undefined ? [] : [{ store, namespace: externalSecret.namespace }];
    }),
  );
  const locations = new Set(
    [...own, ...referring].flatMap(({ store, namespace }) =>
      served(store) ? locationsFor(store, namespace) : [],
    ),
  );
  const secrets = new Map<string, KeySecret>();
  await forEachInFlight([...locations], OBJECTS_IN_FLIGHT, async (location) => {
    secrets.set(location, await readKeySecret(run, location));
  });
  return (location) => secrets.get(location);
}

function locationsFor(store: SecretStore, namespace: string): readonly string[] {
  if (store.auth.kind !== 'keys') return [];
  const located = locateKeyRefs(store, store.auth.refs, namespace);
  return located.ok ? keyLocations(located.value) : [];
}

async function readKeySecret(run: Run, location: string): Promise<KeySecret> {
  const [namespace = '', name = ''] = location.split('/');
  try {
    const object = await run.deps.cluster.get(SECRET, { namespace, name });
    return object === undefined ? { kind: 'absent' } : { kind: 'found', secret: readObservedSecret(object) };
  } catch (error) {
    const forbidden = explainForbidden(error, { namespace, name }, run.deps.config.cluster.auth.mode);
    if (forbidden !== undefined) {
      const details = { code: 'Forbidden', subject: `Secret/${location}`, cause: error };
      return { kind: 'failed', error: new TerminalError(forbidden.detail, details) };
    }
    const known = error instanceof TransientError || error instanceof TerminalError;
    const unexpected = new TransientError(`reading secret ${location} failed unexpectedly`);
    return { kind: 'failed', error: known ? error : unexpected };
  }
}
