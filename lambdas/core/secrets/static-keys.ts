import type { StaticKeys } from '../aws-ports.ts';
import type { TerminalError, TransientError } from '../errors.ts';
import type { SecretValue } from '../secret-value.ts';
import type { ObservedSecret } from './observed-secret.ts';
import { type Refusable, refused } from './refusal.ts';
import { type SecretStore, storeKey } from './secret-store.ts';
import type { KeyRefs, SecretKeyRef } from './store-auth.ts';

/** A reference whose namespace is decided. */
export type LocatedKeyRef = SecretKeyRef & { readonly namespace: string };

/** `auth.secretRef` as it is meant for one namespace. */
export interface LocatedKeyRefs {
  readonly accessKeyId: LocatedKeyRef;
  readonly secretAccessKey: LocatedKeyRef;
  readonly sessionToken: LocatedKeyRef | undefined;
}

/** What getting a Secret with keys came to; `absent` when there is none. */
export type KeySecret =
  | { readonly kind: 'found'; readonly secret: ObservedSecret }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly error: TransientError | TerminalError };

/** The Secret at `<namespace>/<name>`; undefined when this run had no reason to get it. */
export type KeySecretOf = (location: string) => KeySecret | undefined;

/** The keys, or why there are none; `transient` when that may pass. */
export type KeysRead =
  | { readonly ok: true; readonly value: StaticKeys }
  | { readonly ok: false; readonly problem: string; readonly transient: boolean };

/**
 * Where the keys of a store are for ExternalSecrets of `namespace`. A SecretStore reads its own namespace only: ESO
 * reads there too, whatever the reference says, which we refuse instead (reference: eso C.2.3). A ClusterSecretStore
 * that names no namespace means that of the ExternalSecret.
 */
export function locateKeyRefs(
  store: SecretStore,
  refs: KeyRefs,
  namespace: string,
): Refusable<LocatedKeyRefs> {
  const { accessKeyId, secretAccessKey, sessionToken } = refs;
  const home = store.kind === 'SecretStore' ? (store.namespace ?? '') : namespace;
  for (const [field, ref] of [
    ['accessKeyIDSecretRef', accessKeyId],
    ['secretAccessKeySecretRef', secretAccessKey],
    ['sessionTokenSecretRef', sessionToken],
  ] as const) {
    if (store.kind === 'ClusterSecretStore' || ref?.namespace === undefined || ref.namespace === home)
      continue;
    return refused(
      'InvalidProviderConfig',
      `${storeKey(store)}: ${field}.namespace ${JSON.stringify(ref.namespace)} must be the store's own, ` +
        `${JSON.stringify(home)}; remove it`,
    );
  }
  const locate = (ref: SecretKeyRef): LocatedKeyRef => ({ ...ref, namespace: ref.namespace ?? home });
  return {
    ok: true,
    value: {
      accessKeyId: locate(accessKeyId),
      secretAccessKey: locate(secretAccessKey),
      sessionToken: sessionToken === undefined ? undefined : locate(sessionToken),
    },
  };
}

/** ESO's names in its messages. */
const NAMES = {
  accessKeyId: 'accessKeyID',
  secretAccessKey: 'SecretAccessKey',
  sessionToken: 'SessionToken',
} as const;

/** Locations of the Secrets that hold the keys, without repetition. */
export function keyLocations(refs: LocatedKeyRefs): readonly string[] {
  const all = [refs.accessKeyId, refs.secretAccessKey, refs.sessionToken];
  return [...new Set(all.flatMap((ref) => (ref === undefined ? [] : [locationOf(ref)])))].sort();
}

/** Puts the keys together out of the Secrets that were read. */
export function readStaticKeys(refs: LocatedKeyRefs, secretOf: KeySecretOf): KeysRead {
  const id = readKey('accessKeyId', refs.accessKeyId, secretOf);
  if (!id.ok) return id;
  const secret = readKey('secretAccessKey', refs.secretAccessKey, secretOf);
  if (!secret.ok) return secret;
  const token =
    refs.sessionToken === undefined ? undefined : readKey('sessionToken', refs.sessionToken, secretOf);
  if (token?.ok === false) return token;
  const revision = [id, secret, token].flatMap((part) => (part === undefined ? [] : [part.revision]));
  return {
    ok: true,
    value: {
      accessKeyId: id.value.unwrap().toString('utf8'),
      secretAccessKey: secret.value,
      ...(token === undefined ? {} : { sessionToken: token.value }),
      revision: [...new Set(revision)].sort().join(' '),
    },
  };
}

type KeyRead =
  | { readonly ok: true; readonly value: SecretValue; readonly revision: string }
  | (KeysRead & { readonly ok: false });

function readKey(part: keyof KeyRefs, ref: LocatedKeyRef, secretOf: KeySecretOf): KeyRead {
  const fail = (why: string, transient = false): KeyRead => ({
    ok: false,
    problem: `could not fetch ${NAMES[part]} secret: ${why}`,
    transient,
  });
  const location = locationOf(ref);
  const read = secretOf(location);
  if (read === undefined) return fail(`secret ${location} was not read`, true);
  if (read.kind === 'absent') {
    return fail(
      `cannot get Kubernetes secret "${ref.name}" from namespace "${ref.namespace}": secrets "${ref.name}" not found`,
    );
  }
  if (read.kind === 'failed') return fail(read.error.message, read.error.name === 'TransientError');
  const value = read.secret.data.get(ref.key);
  if (value === undefined) return fail(`cannot find secret data for key: "${ref.key}" in secret ${location}`);
  return { ok: true, value, revision: `${location}@${read.secret.resourceVersion}` };
}

function locationOf({ namespace, name }: LocatedKeyRef): string {
  return `${namespace}/${name}`;
}
