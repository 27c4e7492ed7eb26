import { FIELD_MANAGER_BYTES_MAX } from '../bounds.ts';
import { hashText } from './data-hash.ts';

/**
 * What External Secrets Operator leaves on a Secret, and what we add. The same marks mean that either controller
 * can take over from the other without a write (reference: eso 2.3).
 */
export const LABEL = {
  managed: 'reconcile.external-secrets.io/managed',
  createdBy: 'reconcile.external-secrets.io/created-by',
} as const;

export const ANNOTATION = {
  dataHash: 'reconcile.external-secrets.io/data-hash',
  /** Which version of which parameter the data was made from; see source-versions.ts. */
  sourceVersions: 'sluice/source-versions',
  /** `"true"` on a Secret: may be adopted although keys of it are lost. */
  adopt: 'sluice/adopt',
  /** `"true"` on an ExternalSecret or store: leave as it is. */
  pause: 'sluice/pause',
} as const;

/** ESO's finalizer on ExternalSecrets (since v0.20.0): released by us, never added. */
export const CLEANUP_FINALIZER = 'externalsecrets.external-secrets.io/externalsecret-cleanup';

const MANAGER_PREFIX = 'externalsecrets.external-secrets.io/';

/** ESO's field manager for the Secret of an ExternalSecret; names that are too long are hashed as ESO does. */
export function fieldManagerOf(externalSecretName: string): string {
  const plain = `${MANAGER_PREFIX}${externalSecretName}`;
  return Buffer.byteLength(plain) > FIELD_MANAGER_BYTES_MAX
    ? `${MANAGER_PREFIX}sha3/${hashText(externalSecretName)}`
    : plain;
}

/** Value of the created-by label: the hash of `<namespace>/<name>`. */
export function createdByOf(reference: { readonly namespace: string; readonly name: string }): string {
  return hashText(`${reference.namespace}/${reference.name}`);
}
