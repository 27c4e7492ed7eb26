import * as v from 'valibot';
import { arnOf, type ResourceKind } from '../resource-kind.ts';
import { Tags } from './schemas.ts';

const RetryPolicy = v.strictObject({
  MaximumEventAgeInSeconds: v.optional(v.number()),
  MaximumRetryAttempts: v.optional(v.number()),
});

const Target = v.strictObject({
  Arn: v.string(),
  Id: v.string(),
  RoleArn: v.optional(v.string()),
  Input: v.optional(v.string()),
  InputPath: v.optional(v.string()),
  InputTransformer: v.optional(
    v.strictObject({
      InputPathsMap: v.optional(v.record(v.string(), v.string()), {}),
      InputTemplate: v.string(),
    }),
  ),
  DeadLetterConfig: v.optional(v.strictObject({ Arn: v.string() })),
  RetryPolicy: v.optional(RetryPolicy),
  SqsParameters: v.optional(v.strictObject({ MessageGroupId: v.optional(v.string()) })),
});

const RuleProperties = v.strictObject({
  Name: v.optional(v.string()),
  Description: v.optional(v.string()),
  EventBusName: v.optional(v.literal('default')),
  EventPattern: v.record(v.string(), v.unknown()),
  State: v.optional(v.picklist(['ENABLED', 'DISABLED']), 'ENABLED'),
  Targets: v.optional(v.array(Target), []),
  Tags,
});

export type RuleTarget = v.InferOutput<typeof Target>;

/** `AWS::Events::Rule` on the default bus, by pattern. */
export const RULE: ResourceKind<v.InferOutput<typeof RuleProperties>> = {
  type: 'AWS::Events::Rule',
  properties: RuleProperties,
  naming: { property: 'Name', lengthMax: 64 },
  ref: ({ name }) => name,
  attributes: { Arn: ({ place, name }) => arnOf(place, 'events', `rule/${name}`) },
};
