import { Effect, PolicyDocument, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Validations } from 'aws-cdk-lib/core';

/** One statement of a function's role, as data: printed in docs/permissions.md, compiled into the policy. */
export interface Permission {
  /** Statement id: alphanumeric, unique in the role. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** IAM condition block. @default none */
  readonly conditions?: Readonly<
    Record<string, Readonly<Record<string, boolean | number | string | readonly string[]>>>
  >;
  /** @default Allow */
  readonly effect?: 'Allow' | 'Deny';
  /** Why a resource with `*` cannot be narrower; required where there is one (cdk-nag AwsSolutions-IAM5). */
  readonly wildcard?: string;
}

/** The inline policy of a role. */
export function toPolicyDocument(permissions: readonly Permission[]): PolicyDocument {
  const statements = permissions.map(
    ({ sid, actions, resources, conditions, effect }) =>
      new PolicyStatement({
        sid,
        effect: effect === 'Deny' ? Effect.DENY : Effect.ALLOW,
        actions: [...actions],
        resources: [...resources],
        ...(conditions === undefined ? {} : { conditions }),
      }),
  );
  return new PolicyDocument({ statements });
}

/** Tells cdk-nag the reason for every wildcard, resource by resource, so that a new one still fails. */
export function acknowledgeWildcards(role: Role, permissions: readonly Permission[]): void {
  for (const { resources, wildcard } of permissions) {
    if (wildcard === undefined) continue;
    for (const resource of resources.filter((arn) => arn.includes('*'))) {
      Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason: wildcard });
    }
  }
}
