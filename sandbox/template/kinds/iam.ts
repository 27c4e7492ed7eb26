import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { ResourceKind } from '../resource-kind.ts';
import { PolicyDocument, Tags } from './schemas.ts';

const RoleProperties = v.strictObject({
  RoleName: v.optional(v.string()),
  Description: v.optional(v.string()),
  AssumeRolePolicyDocument: PolicyDocument,
  // Managed policies live outside the template, so the sandbox could not enforce them.
  ManagedPolicyArns: v.optional(v.pipe(v.array(v.string()), v.maxLength(0))),
  MaxSessionDuration: v.optional(v.number()),
  Path: v.optional(v.literal('/')),
  Policies: v.optional(v.array(v.strictObject({ PolicyName: v.string(), PolicyDocument })), []),
  Tags,
});

/** `AWS::IAM::Role`. */
export const ROLE: ResourceKind<v.InferOutput<typeof RoleProperties>> = {
  type: 'AWS::IAM::Role',
  properties: RoleProperties,
  naming: { property: 'RoleName', lengthMax: 64 },
  ref: ({ name }) => name,
  attributes: {
    Arn: ({ place, name }) => `arn:aws:iam::${place.account}:role/${name}`,
    RoleId: ({ place, name }) => {
      const digest = createHash('sha256').update(`${place.account}/${name}`).digest('hex');
      return `AROA${digest.slice(0, 17).toUpperCase()}`;
    },
  },
};

const PolicyProperties = v.strictObject({
  PolicyName: v.string(),
  PolicyDocument,
  Roles: v.array(v.string()),
});

/** `AWS::IAM::Policy`: an inline policy of the roles it names. */
export const POLICY: ResourceKind<v.InferOutput<typeof PolicyProperties>> = {
  type: 'AWS::IAM::Policy',
  properties: PolicyProperties,
  naming: { property: 'PolicyName', lengthMax: 128 },
  ref: ({ name }) => name,
  attributes: { Id: ({ name }) => name },
};
