/**
 * The fields of ExternalSecrets and stores that we read, as a tree. A field that is not here and carries a value is
 * refused by its path: a best-effort partial Secret would be worse than none (DESIGN 4.1). To support a field, add
 * it here and read it in external-secret.ts or secret-store.ts.
 */
export type FieldTree = { readonly [field: string]: Support };

/** Any content, only these values (the API server's own default), or the fields below. */
type Support = true | readonly string[] | FieldTree;

const STORE_REF: FieldTree = { name: true, kind: true };

const GENERATOR_REF: FieldTree = {
  apiVersion: true,
  kind: ['ECRAuthorizationToken', 'STSSessionToken', 'ClusterGenerator'],
  name: true,
};

const KEY_REF: FieldTree = { name: true, key: true, namespace: true };

const REMOTE_REF: FieldTree = {
  key: true,
  property: true,
  version: true,
  metadataPolicy: true,
  conversionStrategy: true,
  decodingStrategy: true,
  nullBytePolicy: true,
};

const FIND: FieldTree = {
  name: { regexp: true },
  path: true,
  tags: true,
  conversionStrategy: true,
  decodingStrategy: true,
  nullBytePolicy: true,
};

const REWRITE: FieldTree = {
  regexp: { source: true, target: true },
  transform: { template: true },
  merge: { into: true, priority: true, priorityPolicy: true, conflictPolicy: true, strategy: true },
};

const TEMPLATE_OBJECT: FieldTree = { name: true, items: { key: true, templateAs: true } };

const TEMPLATE: FieldTree = {
  type: true,
  engineVersion: true,
  mergePolicy: true,
  metadata: { labels: true, annotations: true, finalizers: true },
  data: true,
  templateFrom: {
    configMap: TEMPLATE_OBJECT,
    secret: TEMPLATE_OBJECT,
    literal: true,
    target: true,
    valuesDecodingStrategy: true,
  },
};

/** Below `spec` of an ExternalSecret. */
export const EXTERNAL_SECRET_FIELDS: FieldTree = {
  secretStoreRef: STORE_REF,
  target: { name: true, creationPolicy: true, deletionPolicy: true, immutable: true, template: TEMPLATE },
  refreshPolicy: true,
  refreshInterval: true,
  data: { secretKey: true, remoteRef: REMOTE_REF, sourceRef: { storeRef: STORE_REF } },
  dataFrom: {
    extract: REMOTE_REF,
    find: FIND,
    rewrite: REWRITE,
    sourceRef: { storeRef: STORE_REF, generatorRef: GENERATOR_REF },
  },
};

/** Below `spec` of a SecretStore or ClusterSecretStore with the AWS provider. */
export const STORE_FIELDS: FieldTree = {
  controller: true,
  refreshInterval: true,
  retrySettings: { maxRetries: true, retryInterval: true },
  conditions: { namespaceSelector: true, namespaces: true, namespaceRegexes: true },
  provider: {
    aws: {
      service: true,
      region: true,
      prefix: true,
      role: true,
      additionalRoles: true,
      externalID: true,
      sessionTags: { key: true, value: true },
      transitiveTagKeys: true,
      sessionTagsPolicy: ['None', 'Simple', 'Custom'],
      customSessionTags: true,
      auth: {
        jwt: { serviceAccountRef: { name: true, namespace: true, audiences: true } },
        secretRef: {
          accessKeyIDSecretRef: KEY_REF,
          secretAccessKeySecretRef: KEY_REF,
          sessionTokenSecretRef: KEY_REF,
        },
      },
      // Only settings of PushSecret deletes; nothing of ours deletes at the provider.
      secretsManager: true,
    },
  },
};

/** Path of the first field that is not in the tree, with the value where only others are: `spec.syncWindows`. */
export function findUnsupportedField(value: unknown, tree: FieldTree, path: string): string | undefined {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const found = findUnsupportedField(item, tree, `${path}[${index}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [field, content] of Object.entries(value)) {
    if (isAbsent(content)) continue;
    const branch = tree[field];
    if (branch === undefined) return `${path}.${field}`;
    const found = findUnsupportedContent(content, branch, `${path}.${field}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findUnsupportedContent(content: unknown, branch: Support, path: string): string | undefined {
  if (branch === true) return undefined;
  if (isValueList(branch)) {
    return branch.includes(String(content)) ? undefined : `${path} ${JSON.stringify(content)}`;
  }
  return findUnsupportedField(content, branch, path);
}

function isValueList(branch: readonly string[] | FieldTree): branch is readonly string[] {
  return Array.isArray(branch);
}

/** What the API server's round trip may leave behind without meaning; `{}` means something (a template). */
function isAbsent(content: unknown): boolean {
  return (
    content === undefined ||
    content === null ||
    content === '' ||
    (Array.isArray(content) && content.length === 0)
  );
}
