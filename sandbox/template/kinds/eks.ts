import * as v from 'valibot';
import { arnOf, type ResourceKind } from '../resource-kind.ts';

const AccessEntryProperties = v.strictObject({
  ClusterName: v.string(),
  PrincipalArn: v.string(),
  Type: v.literal('STANDARD'),
  KubernetesGroups: v.array(v.string()),
});

/** `AWS::EKS::AccessEntry` without access policies: a role that the cluster knows as a user with groups. */
export const ACCESS_ENTRY: ResourceKind<v.InferOutput<typeof AccessEntryProperties>> = {
  type: 'AWS::EKS::AccessEntry',
  properties: AccessEntryProperties,
  naming: { lengthMax: 256 },
  ref: ({ properties }) => `${String(properties['ClusterName'])}|${String(properties['PrincipalArn'])}`,
  attributes: {
    AccessEntryArn: ({ place, properties, name }) =>
      arnOf(place, 'eks', `access-entry/${String(properties['ClusterName'])}/${name}`),
  },
};
