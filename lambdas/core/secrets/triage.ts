import type { ExternalSecret, ExternalSecretSpec } from './external-secret.ts';
import { ANNOTATION, CLEANUP_FINALIZER } from './marks.ts';
import { parseSpec } from './parse-spec.ts';
import { resolveSources, type StoreLookup } from './resolve-sources.ts';
import type { SecretStore } from './secret-store.ts';
import type { Source } from './source.ts';
import { collectStoreRefs, findStore } from './store-refs.ts';
import { type SyncFailure, syncFailure, WORDS } from './sync-failure.ts';

/** What is to be done with an ExternalSecret, before anything of it is read from AWS. */
export type Triage =
  /** Not ours, or paused: status untouched. */
  | { readonly kind: 'skip'; readonly reason: string; readonly message: string }
  /** Being deleted and held back by ESO's finalizer. */
  | { readonly kind: 'release' }
  | { readonly kind: 'fail'; readonly failure: SyncFailure }
  | { readonly kind: 'sync'; readonly spec: ExternalSecretSpec; readonly sources: readonly Source[] };

/** Responsibility first (store class, provider, pause), then the spec, then stores and tenancy. */
export function triage(externalSecret: ExternalSecret, lookup: StoreLookup): Triage {
  const skipped = findSkipReason(externalSecret, lookup);
  if (skipped !== undefined) return skipped;
  if (externalSecret.beingDeleted) {
    return externalSecret.finalizers.includes(CLEANUP_FINALIZER)
      ? { kind: 'release' }
      : { kind: 'skip', reason: 'BeingDeleted', message: 'the ExternalSecret is being deleted' };
  }
  const spec = parseSpec(externalSecret);
  if (!spec.ok) {
    const failure = syncFailure(WORDS.fetch, spec.message, { reason: spec.reason, refusal: true });
    return { kind: 'fail', failure };
  }
  const resolved = resolveSources(externalSecret, spec.value, lookup);
  return resolved.ok
    ? { kind: 'sync', spec: spec.value, sources: resolved.sources }
    : { kind: 'fail', failure: resolved.failure };
}

function findSkipReason(
  externalSecret: ExternalSecret,
  { stores, config }: StoreLookup,
): (Triage & { readonly kind: 'skip' }) | undefined {
  const skip = (reason: string, message: string) => ({ kind: 'skip', reason, message }) as const;
  if (externalSecret.annotations[ANNOTATION.pause] === 'true') {
    return skip('Paused', `annotation ${ANNOTATION.pause} is set`);
  }
  const refs = collectStoreRefs(externalSecret);
  const found = refs.flatMap((ref) => findStore(ref, externalSecret.namespace, stores) ?? []);
  for (const store of found) {
    if (!isServed(store, config.storeClasses)) {
      return skip(
        'ForeignStore',
        `store ${store.name} has controller class ${JSON.stringify(store.controller)}`,
      );
    }
    if (!store.isAws) return skip('ForeignProvider', `store ${store.name} has a provider other than aws`);
    if (store.paused) return skip('Paused', `annotation ${ANNOTATION.pause} is set on store ${store.name}`);
  }
  // A store that does not exist has no class: whoever serves the default class reports it.
  if (found.length === 0 && !config.storeClasses.includes('default')) {
    return skip('ForeignStore', 'no store of it exists, and the default controller class is not ours');
  }
  return undefined;
}

/** Whether a store's controller class is among ours; `default` stands for stores that name none. */
export function isServed(store: SecretStore, storeClasses: readonly string[]): boolean {
  return storeClasses.includes(store.controller === '' ? 'default' : store.controller);
}
