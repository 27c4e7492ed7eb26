import * as v from 'valibot';
import type { ResourceKind } from '../resource-kind.ts';

const PermissionProperties = v.strictObject({
  Action: v.string(),
  FunctionName: v.string(),
  Principal: v.string(),
  SourceArn: v.optional(v.string()),
  SourceAccount: v.optional(v.string()),
  FunctionUrlAuthType: v.optional(v.string()),
  InvokedViaFunctionUrl: v.optional(v.boolean()),
});

/** `AWS::Lambda::Permission`. */
export const PERMISSION: ResourceKind<v.InferOutput<typeof PermissionProperties>> = {
  type: 'AWS::Lambda::Permission',
  properties: PermissionProperties,
  naming: { lengthMax: 100 },
  ref: ({ name }) => name,
  attributes: {},
};

const UrlProperties = v.strictObject({
  // With AWS_IAM the sandbox would have to verify signatures.
  AuthType: v.literal('NONE'),
  TargetFunctionArn: v.string(),
  InvokeMode: v.optional(v.literal('BUFFERED')),
});

/** `AWS::Lambda::Url`. In the sandbox it is a path of the AWS endpoint. */
export const FUNCTION_URL: ResourceKind<v.InferOutput<typeof UrlProperties>> = {
  type: 'AWS::Lambda::Url',
  properties: UrlProperties,
  naming: { lengthMax: 100 },
  ref: ({ properties }) => String(properties['TargetFunctionArn']),
  attributes: {
    FunctionArn: ({ properties }) => String(properties['TargetFunctionArn']),
    FunctionUrl: ({ place, properties }) =>
      `${place.endpoint}/function-url/${String(properties['TargetFunctionArn']).split(':').at(-1)}/`,
  },
};
