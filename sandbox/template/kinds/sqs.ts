import * as v from 'valibot';
import { arnOf, type ResourceKind } from '../resource-kind.ts';
import { PolicyDocument, Tags } from './schemas.ts';

const QueueProperties = v.strictObject({
  QueueName: v.optional(v.string()),
  VisibilityTimeout: v.optional(v.number(), 30),
  MessageRetentionPeriod: v.optional(v.number(), 345_600),
  DelaySeconds: v.optional(v.number(), 0),
  MaximumMessageSize: v.optional(v.number()),
  ReceiveMessageWaitTimeSeconds: v.optional(v.number(), 0),
  RedrivePolicy: v.optional(
    v.strictObject({ deadLetterTargetArn: v.string(), maxReceiveCount: v.pipe(v.number(), v.integer()) }),
  ),
  RedriveAllowPolicy: v.optional(v.record(v.string(), v.unknown())),
  // Encryption at rest has no meaning for a queue in memory.
  SqsManagedSseEnabled: v.optional(v.boolean()),
  KmsMasterKeyId: v.optional(v.string()),
  KmsDataKeyReusePeriodSeconds: v.optional(v.number()),
  Tags,
});

/** `AWS::SQS::Queue`, standard queues only. */
export const QUEUE: ResourceKind<v.InferOutput<typeof QueueProperties>> = {
  type: 'AWS::SQS::Queue',
  properties: QueueProperties,
  naming: { property: 'QueueName', lengthMax: 80 },
  ref: ({ place, name }) => `${place.endpoint}/${place.account}/${name}`,
  attributes: {
    Arn: ({ place, name }) => arnOf(place, 'sqs', name),
    QueueName: ({ name }) => name,
    QueueUrl: ({ place, name }) => `${place.endpoint}/${place.account}/${name}`,
  },
};

const QueuePolicyProperties = v.strictObject({ PolicyDocument, Queues: v.array(v.string()) });

/** `AWS::SQS::QueuePolicy`. */
export const QUEUE_POLICY: ResourceKind<v.InferOutput<typeof QueuePolicyProperties>> = {
  type: 'AWS::SQS::QueuePolicy',
  properties: QueuePolicyProperties,
  naming: { lengthMax: 80 },
  ref: ({ name }) => name,
  attributes: {},
};
