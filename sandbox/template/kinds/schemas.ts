import * as v from 'valibot';

/** An IAM policy document; its statements are judged by the sandbox's IAM, which refuses what it does not know. */
export const PolicyDocument = v.strictObject({
  Version: v.literal('2012-10-17'),
  Id: v.optional(v.string()),
  Statement: v.array(v.record(v.string(), v.unknown())),
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
