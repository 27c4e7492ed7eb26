import type { ExternalSecret } from '../../lambdas/core/secrets/external-secret.ts';
import { parseSpec } from '../../lambdas/core/secrets/parse-spec.ts';
import { type SecretStore, storeKey } from '../../lambdas/core/secrets/secret-store.ts';
import { findStore } from '../../lambdas/core/secrets/store-refs.ts';
import { commonDirectories } from './common-directories.ts';
import type { Draft, DraftSetting } from './draft.ts';

/** What a cluster has of External Secrets Operator. */
export interface SecretsFacts {
  readonly stores: readonly SecretStore[];
  readonly externalSecrets: readonly ExternalSecret[];
  /** Whether somebody uses ClusterExternalSecrets. */
  readonly hasClusterExternalSecrets: boolean;
}

/** The `secrets` block that serves the AWS stores of a cluster with the least that they need. */
export function compileSecrets(facts: SecretsFacts, region: string): Draft {
  const stores = facts.stores.filter(({ isAws }) => isAws);
  const { names, notes } = readNames(facts.externalSecrets, stores);
  const all = commonDirectories([...names.values()].flat());
  const settings: (DraftSetting | undefined)[] = [
    { key: 'mode', value: 'observe', why: 'writes nothing; "enforce" once the reports agree' },
    {
      key: 'prefixes',
      value: all.length === 0 ? ['/'] : all,
      why: all.length === 0 ? 'no ExternalSecret was found: narrow this' : 'what ExternalSecrets read today',
    },
    listing('services', servicesOf(stores), ['ParameterStore'], 'that stores name'),
    listing('regions', regionsOf(stores, region), [region], 'that stores name'),
    listing(
      'storeClasses',
      classesOf(stores),
      ['sluice'],
      '"default" stands for stores without spec.controller',
    ),
    listing(
      'namespaces',
      [...names].map(([name, keys]) => ({ name, prefixes: commonDirectories(keys) })),
      [],
      'what ExternalSecrets of each namespace read today',
    ),
    listing('identities', identitiesOf(stores), [], 'ESO reads as these; "function": with the role of ours'),
    listing('roles', rolesOf(stores), [], 'that stores assume'),
    facts.hasClusterExternalSecrets
      ? { key: 'clusterExternalSecrets', value: true, why: 'there are some in the cluster' }
      : undefined,
  ];
  return { settings: settings.filter((one) => one !== undefined), notes };
}

function listing(
  key: string,
  value: readonly unknown[],
  standard: readonly unknown[],
  why: string,
): DraftSetting | undefined {
  return JSON.stringify(value) === JSON.stringify(standard) ? undefined : { key, value, why };
}

/** Names read by each namespace, and what could not be carried over. */
function readNames(
  externalSecrets: readonly ExternalSecret[],
  stores: readonly SecretStore[],
): { readonly names: ReadonlyMap<string, readonly string[]>; readonly notes: readonly string[] } {
  const byKey = new Map(stores.map((store) => [storeKey(store), store]));
  const names = new Map<string, string[]>();
  const notes: string[] = [];
  for (const externalSecret of externalSecrets) {
    const { namespace, name } = externalSecret;
    const spec = parseSpec(externalSecret);
    if (!spec.ok) {
      notes.push(`ExternalSecret ${namespace}/${name}: ${spec.message}`);
      continue;
    }
    for (const { storeRef, remoteRef, find } of spec.value.entries) {
      const store = findStore(storeRef, namespace, byKey);
      // A find names a directory; a generator names nothing.
      const key = find === undefined ? remoteRef.key : `${find.path.replace(/\/$/, '')}/`;
      if (store === undefined || key === '') continue;
      const full = `${store.prefix}${key}`;
      if (full.includes('/')) names.set(namespace, [...(names.get(namespace) ?? []), full]);
      else
        notes.push(
          `ExternalSecret ${namespace}/${name}: ${full} lies in no directory; prefixes end with "/"`,
        );
    }
  }
  return { names: new Map([...names].sort(([a], [b]) => (a < b ? -1 : 1))), notes };
}

function servicesOf(stores: readonly SecretStore[]): readonly string[] {
  const services = stores.map(({ service }) => (service === 'SecretsManager' ? service : 'ParameterStore'));
  return [...new Set(services)].sort();
}

function regionsOf(stores: readonly SecretStore[], region: string): readonly string[] {
  return [...new Set([region, ...stores.map((store) => store.region).filter((name) => name !== '')])];
}

function classesOf(stores: readonly SecretStore[]): readonly string[] {
  const classes = stores.map(({ controller }) => (controller === '' ? 'default' : controller));
  return [...new Set(['sluice', ...classes.sort()])];
}

function identitiesOf(stores: readonly SecretStore[]): readonly object[] {
  const found = stores.flatMap(({ auth, namespace }) => {
    if (auth.kind !== 'serviceAccount') return [];
    const home = auth.namespace ?? namespace;
    return home === undefined ? [] : [{ namespace: home, serviceAccount: auth.name, role: 'function' }];
  });
  return [...new Map(found.map((identity) => [JSON.stringify(identity), identity])).values()];
}

function rolesOf(stores: readonly SecretStore[]): readonly object[] {
  const byRole = new Map<string, string[]>();
  for (const { roles, kind, namespace } of stores) {
    for (const role of [roles.role, ...roles.additional].filter((arn) => arn !== '')) {
      const namespaces = byRole.get(role) ?? [];
      if (kind === 'SecretStore' && namespace !== undefined) namespaces.push(namespace);
      byRole.set(role, namespaces);
    }
  }
  return [...byRole].map(([role, namespaces]) => ({
    role,
    ...(namespaces.length === 0 ? {} : { namespaces: [...new Set(namespaces)].sort() }),
  }));
}
