import * as v from 'valibot';
import { OptionalText, oneOf } from './raw-field.ts';
import { TemplateShape } from './raw-template.ts';

/**
 * Shape of an ExternalSecret's spec as the API server hands it out. Enumerations are checked again, because the
 * definition in the cluster may be another version's; `''` and an absent field mean the same (reference: eso 1.1).
 */
const StoreRefShape = v.object({
  name: OptionalText,
  kind: oneOf(['SecretStore', 'ClusterSecretStore']),
});

const RemoteRefShape = v.object({
  key: v.string(),
  property: OptionalText,
  version: OptionalText,
  metadataPolicy: oneOf(['None', 'Fetch']),
  conversionStrategy: oneOf(['Default', 'Unicode']),
  decodingStrategy: oneOf(['None', 'Auto', 'Base64', 'Base64URL']),
  nullBytePolicy: oneOf(['Ignore', 'Fail']),
});

const FindShape = v.object({
  name: v.optional(v.nullable(v.object({ regexp: OptionalText }))),
  path: OptionalText,
  tags: v.optional(v.nullable(v.record(v.string(), v.string()))),
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
        into: OptionalText,
        priority: v.optional(v.nullable(v.array(v.string()))),
        priorityPolicy: oneOf(['Strict', 'IgnoreNotFound']),
        conflictPolicy: oneOf(['Error', 'Ignore']),
        strategy: oneOf(['Extract', 'JSON']),
      }),
    ),
  ),
});

const SourceRefShape = v.object({ storeRef: v.optional(StoreRefShape) });

const BulkSourceRefShape = v.object({
  storeRef: v.optional(StoreRefShape),
  generatorRef: v.optional(
    v.nullable(
      v.object({
        kind: v.picklist(['ECRAuthorizationToken', 'STSSessionToken', 'ClusterGenerator']),
        name: v.string(),
      }),
    ),
  ),
});

export const RawSpec = v.object({
  secretStoreRef: v.optional(v.nullable(StoreRefShape)),
  target: v.optional(
    v.nullable(
      v.object({
        name: OptionalText,
        creationPolicy: oneOf(['Owner', 'Orphan', 'Merge', 'None', 'CreateOrMerge']),
        deletionPolicy: oneOf(['Retain', 'Delete', 'Merge']),
        immutable: v.optional(v.nullable(v.boolean())),
        template: v.optional(v.nullable(TemplateShape)),
      }),
    ),
  ),
  refreshPolicy: oneOf(['Periodic', 'OnChange', 'CreatedOnce']),
  refreshInterval: OptionalText,
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
          find: v.optional(v.nullable(FindShape)),
          rewrite: v.optional(v.nullable(v.array(RewriteShape))),
          sourceRef: v.optional(BulkSourceRefShape),
        }),
      ),
    ),
  ),
});

export type RawSpec = v.InferOutput<typeof RawSpec>;
export type RawFind = v.InferOutput<typeof FindShape>;
export type RawRemoteRef = v.InferOutput<typeof RemoteRefShape>;
export type RawRewrite = v.InferOutput<typeof RewriteShape>;
export type RawStoreRef = v.InferOutput<typeof StoreRefShape>;
