import * as v from 'valibot';
import { ACCESS_ENTRY } from './kinds/eks.ts';
import { RULE } from './kinds/events.ts';
import { POLICY, ROLE } from './kinds/iam.ts';
import { EVENT_SOURCE_MAPPING, FUNCTION } from './kinds/lambda.ts';
import { FUNCTION_URL, PERMISSION } from './kinds/lambda-access.ts';
import { ALARM, DASHBOARD, LOG_GROUP } from './kinds/observability.ts';
import { SCHEDULE, SCHEDULE_GROUP } from './kinds/scheduler.ts';
import { TOPIC, TOPIC_POLICY } from './kinds/sns.ts';
import { QUEUE, QUEUE_POLICY } from './kinds/sqs.ts';
import type { ResourceKind } from './resource-kind.ts';

/** `AWS::CDK::Metadata`: usage statistics of CDK itself; nothing to deploy. */
const METADATA: ResourceKind<unknown> = {
  type: 'AWS::CDK::Metadata',
  properties: v.unknown(),
  naming: { lengthMax: 100 },
  ref: ({ name }) => name,
  attributes: {},
};

/** Every resource type the sandbox instantiates. Any other in a template is an error (DESIGN 9). */
export const RESOURCE_KINDS: ReadonlyMap<string, ResourceKind<unknown>> = new Map(
  [
    QUEUE,
    QUEUE_POLICY,
    RULE,
    SCHEDULE,
    SCHEDULE_GROUP,
    FUNCTION,
    EVENT_SOURCE_MAPPING,
    PERMISSION,
    FUNCTION_URL,
    ROLE,
    POLICY,
    LOG_GROUP,
    ALARM,
    DASHBOARD,
    TOPIC,
    TOPIC_POLICY,
    ACCESS_ENTRY,
    METADATA,
  ].map((kind) => [kind.type, kind] as const),
);
