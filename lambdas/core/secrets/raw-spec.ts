import * as v from 'valibot';

/**
 * Shape of an ExternalSecret's spec as the API server hands it out. Enumerations are checked again, because the
 * definition in the cluster may be another version's; `''` and an absent field mean the same (reference: eso 1.1).
 */
const Text = v.optional(v.nullable(v.string()));

/** One of the values; `''`, null and an absent field are the first. */
function oneOf<const T extends string>(values: readonly [T, ...T[]]) {
  const [fallback] = values;
  // A default of '' makes valibot run the rest for absent fields too.
  const given = v.optional(v.nullable(v.union([v.picklist(values), v.literal('')])), '');
  return v.pipe(
    given,
    v.transform((value): T => (value === '' || value === null ? fallback : value)),
  );
}

const StoreRefShape = v.object({
  name: Text,
  kind: oneOf(['SecretStore', 'ClusterSecretStore']),
});

const RemoteRefShape = v.object({
  key: v.string(),
  property: Text,
  version: Text,
  metadataPolicy: oneOf(['None', 'Fetch']),
  conversionStrategy: oneOf(['Default', 'Unicode']),
  decodingStrategy: oneOf(['None', 'Auto', 'Base64', 'Base64URL']),
  nullBytePolicy: oneOf(['Ignore', 'Fail']),
});

const RewriteShape = v.object({
  regexp: v.optional(v.nullable(v.object({ source: v.string(), target: v.string() }))),
  transform: v.optional(v.nullable(v.object({ template: v.string() }))),
  merge: v.optional(
    v.nullable(
      v.object({
        into: Text,
        priority: v.optional(v.nullable(v.array(v.string()))),
        priorityPolicy: oneOf(['Strict', 'IgnoreNotFound']),
        conflictPolicy: oneOf(['Error', 'Ignore']),
        strategy: oneOf(['Extract', 'JSON']),
      }),
    ),
  ),
});

const SourceRefShape = v.object({ storeRef: v.optional(StoreRefShape) });

export const RawSpec = v.object({
  secretStoreRef: v.optional(v.nullable(StoreRefShape)),
  target: v.optional(
    v.nullable(
      v.object({
        name: Text,
        creationPolicy: oneOf(['Owner', 'Orphan', 'Merge', 'None', 'CreateOrMerge']),
        deletionPolicy: oneOf(['Retain', 'Delete', 'Merge']),
        immutable: v.optional(v.nullable(v.boolean())),
      }),
    ),
  ),
  refreshPolicy: oneOf(['Periodic', 'OnChange', 'CreatedOnce']),
  refreshInterval: Text,
  data: v.optional(
    v.nullable(
      v.array(
        v.object({ secretKey: v.string(), remoteRef: RemoteRefShape, sourceRef: v.optional(SourceRefShape) }),
      ),
    ),
  ),
  dataFrom: v.optional(
    v.nullable(
      v.array(
        v.object({
          extract: v.optional(RemoteRefShape),
          rewrite: v.optional(v.nullable(v.array(RewriteShape))),
          sourceRef: v.optional(SourceRefShape),
        }),
      ),
    ),
  ),
});

export type RawSpec = v.InferOutput<typeof RawSpec>;
export type RawRemoteRef = v.InferOutput<typeof RemoteRefShape>;
export type RawRewrite = v.InferOutput<typeof RewriteShape>;
export type RawStoreRef = v.InferOutput<typeof StoreRefShape>;
