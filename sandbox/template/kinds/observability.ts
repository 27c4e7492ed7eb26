import * as v from 'valibot';
import { arnOf, type ResourceKind } from '../resource-kind.ts';
import { Flag, Tags } from './schemas.ts';

const LogGroupProperties = v.strictObject({
  LogGroupName: v.optional(v.string()),
  LogGroupClass: v.optional(v.string()),
  RetentionInDays: v.optional(v.number()),
  KmsKeyId: v.optional(v.string()),
  Tags,
});

/** `AWS::Logs::LogGroup`. */
export const LOG_GROUP: ResourceKind<v.InferOutput<typeof LogGroupProperties>> = {
  type: 'AWS::Logs::LogGroup',
  properties: LogGroupProperties,
  naming: { property: 'LogGroupName', lengthMax: 512 },
  ref: ({ name }) => name,
  attributes: { Arn: ({ place, name }) => arnOf(place, 'logs', `log-group:${name}:*`) },
};

const Dimensions = v.array(v.strictObject({ Name: v.string(), Value: v.string() }));

const Metric = v.strictObject({
  Dimensions: v.optional(Dimensions, []),
  MetricName: v.string(),
  Namespace: v.string(),
});

const MetricQuery = v.strictObject({
  Id: v.string(),
  AccountId: v.optional(v.string()),
  Expression: v.optional(v.string()),
  Label: v.optional(v.string()),
  MetricStat: v.optional(
    v.strictObject({ Metric, Period: v.number(), Stat: v.string(), Unit: v.optional(v.string()) }),
  ),
  Period: v.optional(v.number()),
  ReturnData: v.optional(Flag),
});

const AlarmProperties = v.strictObject({
  AlarmName: v.optional(v.string()),
  AlarmDescription: v.optional(v.string()),
  ActionsEnabled: v.optional(Flag),
  AlarmActions: v.optional(v.array(v.string())),
  OKActions: v.optional(v.array(v.string())),
  InsufficientDataActions: v.optional(v.array(v.string())),
  ComparisonOperator: v.string(),
  DatapointsToAlarm: v.optional(v.number()),
  Dimensions: v.optional(Dimensions, []),
  EvaluationPeriods: v.number(),
  MetricName: v.optional(v.string()),
  Metrics: v.optional(v.array(MetricQuery)),
  Namespace: v.optional(v.string()),
  Period: v.optional(v.number()),
  Statistic: v.optional(v.string()),
  ExtendedStatistic: v.optional(v.string()),
  Threshold: v.optional(v.number()),
  TreatMissingData: v.optional(v.string()),
  Unit: v.optional(v.string()),
  Tags,
});

/** `AWS::CloudWatch::Alarm`: accepted and listed; the sandbox does not evaluate it. */
export const ALARM: ResourceKind<v.InferOutput<typeof AlarmProperties>> = {
  type: 'AWS::CloudWatch::Alarm',
  properties: AlarmProperties,
  naming: { property: 'AlarmName', lengthMax: 255 },
  ref: ({ name }) => name,
  attributes: { Arn: ({ place, name }) => arnOf(place, 'cloudwatch', `alarm:${name}`) },
};

const DashboardProperties = v.strictObject({
  DashboardName: v.optional(v.string()),
  DashboardBody: v.pipe(
    v.string(),
    v.check((body) => parses(body), 'the dashboard body is not JSON'),
  ),
});

/** `AWS::CloudWatch::Dashboard`: checked to be JSON, nothing more. */
export const DASHBOARD: ResourceKind<v.InferOutput<typeof DashboardProperties>> = {
  type: 'AWS::CloudWatch::Dashboard',
  properties: DashboardProperties,
  naming: { property: 'DashboardName', lengthMax: 255 },
  ref: ({ name }) => name,
  attributes: {},
};

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
