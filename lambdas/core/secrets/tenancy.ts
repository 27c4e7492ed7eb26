import type { AwsIdentity } from '../aws-ports.ts';
import type { SecretSyncConfig } from './config.ts';
import { type Refusable, refused } from './refusal.ts';
import { type SecretStore, storeKey } from './secret-store.ts';
import { type LocatedKeyRefs, locateKeyRefs } from './static-keys.ts';
import { roleChainOf } from './store-auth.ts';

/** With whose credentials a namespace reads through a store, and which parameter names. */
export interface Access {
  readonly identity: AwsIdentity;
  /** A name must lie below one of each list; undefined: left to the role's own policy. */
  readonly prefixLists: readonly (readonly string[])[];
  /** The static keys that belong into `identity`; undefined: none. */
  readonly keyRefs?: LocatedKeyRefs;
}

const REASON = 'InvalidProviderConfig';

/**
 * Decides before any AWS call whether a namespace may use a store at all (DESIGN 4.5, invariant I11). One role serves
 * the cluster, so what ESO left to per-namespace credentials must be granted in the configuration.
 */
export function decideAccess(
  store: SecretStore,
  namespace: string,
  config: SecretSyncConfig,
): Refusable<Access> {
  const base = decideBase(store, namespace, config);
  if (!base.ok) return base;
  const chain = roleChainOf(store, namespace);
  const { identity, prefixLists, keyRefs } = base.value;
  const ownRole = keyRefs === undefined && identity.roleArn === undefined;
  if (chain.length === 0) return (ownRole ? findRegionRefusal(store, config) : undefined) ?? base;
  const refusal = ownRole ? findRoleRefusal(store, namespace, config) : undefined;
  if (refusal !== undefined) return refusal;
  // What an assumed role may read is left to its own policy; a grant of the caller's namespace stays.
  const kept = ownRole ? prefixLists.filter((list) => list !== config.prefixes) : prefixLists;
  return { ok: true, value: { ...base.value, identity: { ...identity, chain }, prefixLists: kept } };
}

/** The function's own role reads in the configured regions; what other roles may read is their own policy's matter. */
function findRegionRefusal(
  store: SecretStore,
  config: SecretSyncConfig,
): ReturnType<typeof refused> | undefined {
  const { region } = store;
  if (region === config.region || config.regions.includes(region)) return undefined;
  return refused(
    REASON,
    `region ${JSON.stringify(region)} of ${storeKey(store)} is not configured; ` +
      `add it to secrets.regions: [${JSON.stringify(region)}]`,
  );
}

/** The credentials a store begins with, before any role of its own. */
function decideBase(store: SecretStore, namespace: string, config: SecretSyncConfig): Refusable<Access> {
  switch (store.auth.kind) {
    case 'none':
      return decideWithoutAuth(store, namespace, config);
    case 'serviceAccount':
      return decideServiceAccount(store, { ...store.auth, caller: namespace }, config);
    case 'keys': {
      const located = locateKeyRefs(store, store.auth.refs, namespace);
      if (!located.ok) return located;
      // The keys are the tenant's own: whoever may read the Secret in that namespace holds them already.
      return {
        ok: true,
        value: { identity: { region: store.region }, prefixLists: [], keyRefs: located.value },
      };
    }
  }
}

function decideWithoutAuth(
  store: SecretStore,
  namespace: string,
  config: SecretSyncConfig,
): Refusable<Access> {
  const identity = { region: store.region };
  // Whoever may write a ClusterSecretStore administers the cluster; its conditions say who may use it.
  if (store.kind === 'ClusterSecretStore') return granted(identity, [config.prefixes]);
  // A SecretStore with a role of its own reads as that role, which is granted by itself.
  if (roleChainOf(store, namespace).length > 0) return granted(identity, []);
  const grant = findGrant(namespace, config);
  return grant === undefined
    ? refuseNamespace(store, namespace)
    : granted(identity, [config.prefixes, grant]);
}

/**
 * Roles assumed from the function's own must be listed, or any tenant could name any role that trusts the function.
 * Of a ClusterSecretStore the first, whose policy decides about the rest; of a SecretStore each, for its namespace.
 */
function findRoleRefusal(
  store: SecretStore,
  namespace: string,
  { roles = [] }: SecretSyncConfig,
): ReturnType<typeof refused> | undefined {
  const isTenant = store.kind === 'SecretStore';
  const asked = roleChainOf(store, namespace).slice(0, isTenant ? undefined : 1);
  const missing = asked.find(
    ({ roleArn }) =>
      !roles.some(
        ({ role, namespaces = [] }) => role === roleArn && (!isTenant || namespaces.includes(namespace)),
      ),
  );
  if (missing === undefined) return undefined;
  const entry = { role: missing.roleArn, ...(isTenant ? { namespaces: [namespace] } : {}) };
  return refused(
    REASON,
    `${storeKey(store)} may not use role ${missing.roleArn} with the function's role; ` +
      `add to secrets.roles: ${JSON.stringify(entry)}`,
  );
}

function decideServiceAccount(
  store: SecretStore,
  account: { readonly name: string; readonly namespace: string | undefined; readonly caller: string },
  config: SecretSyncConfig,
): Refusable<Access> {
  if (
    store.kind === 'SecretStore' &&
    account.namespace !== undefined &&
    account.namespace !== store.namespace
  ) {
    return refused(
      REASON,
      `${storeKey(store)}: serviceAccountRef.namespace ${JSON.stringify(account.namespace)} must be ` +
        `the store's own, ${JSON.stringify(store.namespace)}; remove it`,
    );
  }
  const refersToCaller = store.kind === 'ClusterSecretStore' && account.namespace === undefined;
  const namespace = refersToCaller ? account.caller : (account.namespace ?? store.namespace ?? '');
  const mapping = config.identities.find(
    (identity) => identity.namespace === namespace && identity.serviceAccount === account.name,
  );
  if (mapping === undefined) {
    return refused(
      REASON,
      `service account ${namespace}/${account.name} of ${storeKey(store)} is mapped to no role; add to ` +
        `secrets.identities: {"namespace":${JSON.stringify(namespace)},` +
        `"serviceAccount":${JSON.stringify(account.name)},"role":"<role ARN, or function>"}`,
    );
  }
  const grant = refersToCaller ? findGrant(account.caller, config) : [];
  if (grant === undefined) return refuseNamespace(store, account.caller);
  const granting = refersToCaller ? [grant] : [];
  return mapping.role === 'function'
    ? granted({ region: store.region }, [config.prefixes, ...granting])
    : granted(toRoleIdentity(store, mapping.role, account.caller), granting);
}

function toRoleIdentity(store: SecretStore, roleArn: string, namespace: string): AwsIdentity {
  return { region: store.region, roleArn, sessionTags: { namespace, store: storeKey(store) } };
}

function findGrant(namespace: string, config: SecretSyncConfig): readonly string[] | undefined {
  return config.namespaces.find((grant) => grant.name === namespace)?.prefixes;
}

function granted(identity: AwsIdentity, prefixLists: readonly (readonly string[])[]): Refusable<Access> {
  return { ok: true, value: { identity, prefixLists } };
}

function refuseNamespace(store: SecretStore, namespace: string): ReturnType<typeof refused> {
  return refused(
    REASON,
    `namespace ${JSON.stringify(namespace)} may not use ${storeKey(store)} with the function's role; add to ` +
      `secrets.namespaces: {"name":${JSON.stringify(namespace)},"prefixes":["/<what it may read>/"]}`,
  );
}

/**
 * Whether a parameter lies below one prefix of each list. `/a` and `/a/` cover `/a/b` and not `/ab`, so that one
 * tenant's prefix never opens a neighbour's; the empty prefix covers everything.
 */
export function isGranted(parameterName: string, { prefixLists }: Access): boolean {
  return prefixLists.every((prefixes) => prefixes.some((prefix) => covers(prefix, parameterName)));
}

function covers(prefix: string, name: string): boolean {
  if (prefix === '' || name === prefix) return true;
  return name.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}
