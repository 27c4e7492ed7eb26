import type { PolicyDocument } from '../aws/iam/policy.ts';
import type { Roles } from '../aws/iam/roles.ts';
import { POLICY, ROLE } from '../template/kinds/iam.ts';
import type { ResolvedStack } from '../template/resolve-stack.ts';

/** Puts the roles of the stack, with the inline policies of all its policy resources, into the sandbox's IAM. */
export function deployRoles(stack: ResolvedStack, roles: Roles): void {
  const attached = stack.resources(POLICY);
  for (const { name, arn, properties } of stack.resources(ROLE)) {
    const own = properties.Policies.map(({ PolicyDocument }) => PolicyDocument);
    const others = attached
      .filter((policy) => policy.properties.Roles.includes(name))
      .map((policy) => policy.properties.PolicyDocument);
    roles.put({
      arn,
      policies: [...own, ...others] as PolicyDocument[],
      trust: properties.AssumeRolePolicyDocument as PolicyDocument,
      ...(properties.MaxSessionDuration === undefined
        ? {}
        : { maxSessionSeconds: properties.MaxSessionDuration }),
    });
  }
}
