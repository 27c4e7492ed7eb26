import * as v from 'valibot';

const OneOrMany = v.union([v.string(), v.array(v.string())]);

const ConditionValue = v.union([v.string(), v.number(), v.boolean()]);

const PolicyStatement = v.strictObject({
  Sid: v.optional(v.string()),
  Effect: v.picklist(['Allow', 'Deny']),
  Action: v.optional(OneOrMany),
  NotAction: v.optional(OneOrMany),
  Resource: v.optional(OneOrMany),
  NotResource: v.optional(OneOrMany),
  Principal: v.optional(v.union([v.literal('*'), v.record(v.string(), OneOrMany)])),
  Condition: v.optional(
    v.record(v.string(), v.record(v.string(), v.union([ConditionValue, v.array(ConditionValue)]))),
  ),
});

/** An IAM policy document; what its statements mean is decided by the sandbox's IAM. */
export const PolicyDocument = v.strictObject({
  Version: v.literal('2012-10-17'),
  Id: v.optional(v.string()),
  Statement: v.array(PolicyStatement),
});

/** Tags change nothing in the sandbox. */
export const Tags = v.optional(
  v.union([
    v.record(v.string(), v.string()),
    v.array(v.strictObject({ Key: v.string(), Value: v.string() })),
  ]),
);

/** CloudFormation takes booleans as text, too. */
export const Flag = v.union([
  v.boolean(),
  v.pipe(
    v.picklist(['true', 'false']),
    v.transform((text) => text === 'true'),
  ),
]);
