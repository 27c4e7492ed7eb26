import type { RoleHop } from '../aws-ports.ts';
import { textsOf, valueAt } from './raw-json.ts';

/** One value in a Secret, as a store refers to it. */
export interface SecretKeyRef {
  readonly name: string;
  readonly key: string;
  readonly namespace: string | undefined;
}

/** `spec.provider.aws.auth`: whose credentials a store begins with. With both given, `jwt` wins, as in ESO. */
export type StoreAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'serviceAccount'; readonly name: string; readonly namespace: string | undefined }
  | { readonly kind: 'keys'; readonly refs: KeyRefs };

/** `auth.secretRef`. */
export interface KeyRefs {
  readonly accessKeyId: SecretKeyRef;
  readonly secretAccessKey: SecretKeyRef;
  readonly sessionToken: SecretKeyRef | undefined;
}

/** What a store says about roles: the additional ones come first and without options, `role` last. */
export interface StoreRoles {
  readonly additional: readonly string[];
  /** Empty: none. */
  readonly role: string;
  readonly externalId: string;
  readonly sessionTags: Readonly<Record<string, string>>;
  readonly transitiveTagKeys: readonly string[];
  readonly tagsPolicy: string;
  readonly customTags: Readonly<Record<string, string>>;
}

export function readStoreAuth(aws: unknown): StoreAuth {
  const account = valueAt(aws, 'auth', 'jwt', 'serviceAccountRef');
  if (account !== undefined) {
    const { name = '', namespace } = textsOf(account);
    return { kind: 'serviceAccount', name, namespace };
  }
  const keys = valueAt(aws, 'auth', 'secretRef');
  if (keys === undefined || keys === null) return { kind: 'none' };
  const token = valueAt(keys, 'sessionTokenSecretRef');
  return {
    kind: 'keys',
    refs: {
      accessKeyId: readKeyRef(valueAt(keys, 'accessKeyIDSecretRef')),
      secretAccessKey: readKeyRef(valueAt(keys, 'secretAccessKeySecretRef')),
      sessionToken: token === undefined || token === null ? undefined : readKeyRef(token),
    },
  };
}

export function readStoreRoles(aws: unknown): StoreRoles {
  const { role = '', externalID = '', sessionTagsPolicy = '' } = textsOf(aws);
  const tags = toList(valueAt(aws, 'sessionTags')).map(textsOf);
  return {
    additional: toTexts(valueAt(aws, 'additionalRoles')),
    role,
    externalId: externalID,
    sessionTags: Object.fromEntries(tags.map(({ key = '', value = '' }) => [key, value])),
    transitiveTagKeys: toTexts(valueAt(aws, 'transitiveTagKeys')),
    tagsPolicy: sessionTagsPolicy,
    customTags: textsOf(valueAt(aws, 'customSessionTags')),
  };
}

/** The store as session tags name it. */
interface TaggedStore {
  readonly kind: string;
  readonly name: string;
  readonly roles: StoreRoles;
}

/**
 * The roles a store assumes for a namespace. External id, tags and transitive keys go with `role` alone; the policies
 * Simple and Custom say who is served, in ESO's tag names (reference: eso 1.2).
 */
export function roleChainOf({ kind, name, roles }: TaggedStore, namespace: string): readonly RoleHop[] {
  const { additional, role, externalId, sessionTags, transitiveTagKeys, tagsPolicy, customTags } = roles;
  const hops: RoleHop[] = additional.map((roleArn) => ({ roleArn }));
  if (role === '') return hops;
  const served = { esoNamespace: namespace, esoStoreName: name, esoStoreKind: kind };
  const tags = {
    ...sessionTags,
    ...(tagsPolicy === 'Custom' ? customTags : {}),
    ...(tagsPolicy === 'Simple' || tagsPolicy === 'Custom' ? served : {}),
  };
  return [
    ...hops,
    {
      roleArn: role,
      ...(externalId === '' ? {} : { externalId }),
      ...(Object.keys(tags).length === 0 ? {} : { sessionTags: tags }),
      ...(transitiveTagKeys.length === 0 ? {} : { transitiveTagKeys }),
    },
  ];
}

function readKeyRef(value: unknown): SecretKeyRef {
  const { name = '', key = '', namespace } = textsOf(value);
  return { name, key, namespace };
}

function toTexts(value: unknown): readonly string[] {
  return toList(value).filter((item) => typeof item === 'string');
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
