import * as v from 'valibot';
import { arnOf, type ResourceKind } from '../resource-kind.ts';
import { PolicyDocument, Tags } from './schemas.ts';

const TopicProperties = v.strictObject({
  TopicName: v.optional(v.string()),
  DisplayName: v.optional(v.string()),
  KmsMasterKeyId: v.optional(v.string()),
  Tags,
});

/** `AWS::SNS::Topic`: where alarms point. Nothing is published to it, because alarms are not evaluated. */
export const TOPIC: ResourceKind<v.InferOutput<typeof TopicProperties>> = {
  type: 'AWS::SNS::Topic',
  properties: TopicProperties,
  naming: { property: 'TopicName', lengthMax: 256 },
  ref: ({ place, name }) => arnOf(place, 'sns', name),
  attributes: {
    Arn: ({ place, name }) => arnOf(place, 'sns', name),
    TopicArn: ({ place, name }) => arnOf(place, 'sns', name),
    TopicName: ({ name }) => name,
  },
};

const TopicPolicyProperties = v.strictObject({ PolicyDocument, Topics: v.array(v.string()) });

/** `AWS::SNS::TopicPolicy`. */
export const TOPIC_POLICY: ResourceKind<v.InferOutput<typeof TopicPolicyProperties>> = {
  type: 'AWS::SNS::TopicPolicy',
  properties: TopicPolicyProperties,
  naming: { lengthMax: 256 },
  ref: ({ name }) => name,
  attributes: {},
};
