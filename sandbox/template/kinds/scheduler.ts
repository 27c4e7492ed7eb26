import * as v from 'valibot';
import { arnOf, type ResourceIdentity, type ResourceKind } from '../resource-kind.ts';
import { Tags } from './schemas.ts';

const ScheduleProperties = v.strictObject({
  Name: v.optional(v.string()),
  Description: v.optional(v.string()),
  GroupName: v.optional(v.string(), 'default'),
  State: v.optional(v.picklist(['ENABLED', 'DISABLED']), 'ENABLED'),
  // The sandbox runs rates; a cron expression or a one-time schedule is refused.
  ScheduleExpression: v.pipe(
    v.string(),
    v.regex(/^rate\(\d+ (minute|hour|day)s?\)$/, 'the sandbox runs rate(...) schedules only'),
  ),
  ScheduleExpressionTimezone: v.optional(v.string()),
  FlexibleTimeWindow: v.strictObject({ Mode: v.literal('OFF') }),
  Target: v.strictObject({
    Arn: v.string(),
    RoleArn: v.string(),
    Input: v.optional(v.string()),
    RetryPolicy: v.optional(
      v.strictObject({
        MaximumEventAgeInSeconds: v.optional(v.number()),
        MaximumRetryAttempts: v.optional(v.number()),
      }),
    ),
    DeadLetterConfig: v.optional(v.strictObject({ Arn: v.optional(v.string()) })),
    SqsParameters: v.optional(v.strictObject({ MessageGroupId: v.optional(v.string()) })),
  }),
});

/** `AWS::Scheduler::Schedule`. */
export const SCHEDULE: ResourceKind<v.InferOutput<typeof ScheduleProperties>> = {
  type: 'AWS::Scheduler::Schedule',
  properties: ScheduleProperties,
  naming: { property: 'Name', lengthMax: 64 },
  ref: ({ name }) => name,
  attributes: {
    Arn: ({ place, name, properties }) =>
      arnOf(place, 'scheduler', `schedule/${String(properties['GroupName'] ?? 'default')}/${name}`),
  },
};

const GroupProperties = v.strictObject({ Name: v.optional(v.string()), Tags });

/** `AWS::Scheduler::ScheduleGroup`. */
export const SCHEDULE_GROUP: ResourceKind<v.InferOutput<typeof GroupProperties>> = {
  type: 'AWS::Scheduler::ScheduleGroup',
  properties: GroupProperties,
  naming: { property: 'Name', lengthMax: 64 },
  ref: ({ name }: ResourceIdentity) => name,
  attributes: { Arn: ({ place, name }) => arnOf(place, 'scheduler', `schedule-group/${name}`) },
};
