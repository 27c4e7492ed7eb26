import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { arnOf, type ResourceIdentity, type ResourceKind } from '../resource-kind.ts';
import { Flag, Tags } from './schemas.ts';

const FunctionProperties = v.strictObject({
  FunctionName: v.optional(v.string()),
  Description: v.optional(v.string()),
  Architectures: v.optional(v.array(v.picklist(['arm64', 'x86_64']))),
  Code: v.strictObject({ S3Bucket: v.string(), S3Key: v.string() }),
  Environment: v.optional(
    v.strictObject({ Variables: v.optional(v.record(v.string(), v.string()), {}) }),
    {},
  ),
  Handler: v.string(),
  LoggingConfig: v.optional(
    v.strictObject({
      LogGroup: v.optional(v.string()),
      LogFormat: v.optional(v.picklist(['Text', 'JSON'])),
      ApplicationLogLevel: v.optional(v.string()),
      SystemLogLevel: v.optional(v.string()),
    }),
  ),
  MemorySize: v.optional(v.number(), 128),
  // Concurrency costs nothing here: the sandbox starts as many containers as there are calls at once.
  ReservedConcurrentExecutions: v.optional(v.pipe(v.number(), v.minValue(0))),
  Role: v.string(),
  Runtime: v.literal('nodejs24.x'),
  Timeout: v.optional(v.number(), 3),
  // The sandbox has one network, loopback, and no tracing.
  TracingConfig: v.optional(v.strictObject({ Mode: v.string() })),
  VpcConfig: v.optional(
    v.strictObject({
      SubnetIds: v.optional(v.array(v.string())),
      SecurityGroupIds: v.optional(v.array(v.string())),
      Ipv6AllowedForDualStack: v.optional(v.boolean()),
    }),
  ),
  Tags,
});

/** Properties of one function, as the runtime takes them. */
export type FunctionProperties = v.InferOutput<typeof FunctionProperties>;

/** `AWS::Lambda::Function` with its code in an asset. */
export const FUNCTION: ResourceKind<FunctionProperties> = {
  type: 'AWS::Lambda::Function',
  properties: FunctionProperties,
  naming: { property: 'FunctionName', lengthMax: 64 },
  ref: ({ name }) => name,
  attributes: { Arn: ({ place, name }) => arnOf(place, 'lambda', `function:${name}`) },
};

const MappingProperties = v.strictObject({
  EventSourceArn: v.string(),
  FunctionName: v.string(),
  Enabled: v.optional(Flag, true),
  BatchSize: v.optional(v.pipe(v.number(), v.maxValue(10)), 10),
  // With any other window Lambda may hold a message for 20 s on a quiet queue (aws 2.2).
  MaximumBatchingWindowInSeconds: v.optional(v.literal(0), 0),
  FunctionResponseTypes: v.optional(v.array(v.literal('ReportBatchItemFailures')), []),
  ScalingConfig: v.optional(v.strictObject({ MaximumConcurrency: v.pipe(v.number(), v.minValue(2)) })),
  Tags,
});

export type MappingProperties = v.InferOutput<typeof MappingProperties>;

/** `AWS::Lambda::EventSourceMapping` from a queue. */
export const EVENT_SOURCE_MAPPING: ResourceKind<MappingProperties> = {
  type: 'AWS::Lambda::EventSourceMapping',
  properties: MappingProperties,
  naming: { lengthMax: 64 },
  ref: mappingId,
  attributes: {
    Id: mappingId,
    EventSourceMappingArn: (identity) =>
      arnOf(identity.place, 'lambda', `event-source-mapping:${mappingId(identity)}`),
  },
};

/** A UUID made from the name, so that it is the same at every start. */
function mappingId({ name }: ResourceIdentity): string {
  const digest = createHash('sha256').update(name).digest('hex');
  return [8, 12, 16, 20, 32].map((end, index, ends) => digest.slice(ends[index - 1] ?? 0, end)).join('-');
}
