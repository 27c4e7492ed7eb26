/** IAM policy documents as they stand in a template once its intrinsics are resolved. */

type OneOrMany<T> = T | readonly T[];

/** A condition block: operator -> key -> value or values. */
export type ConditionBlock = Readonly<
  Record<string, Readonly<Record<string, OneOrMany<string | number | boolean>>>>
>;

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: OneOrMany<string>;
  readonly NotAction?: OneOrMany<string>;
  readonly Resource?: OneOrMany<string>;
  readonly NotResource?: OneOrMany<string>;
  /** Resource and trust policies only: `*`, or by kind (`AWS`, `Service`, `Federated`). */
  readonly Principal?: '*' | Readonly<Record<string, OneOrMany<string>>>;
  readonly Condition?: ConditionBlock;
}

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: OneOrMany<Statement>;
}

/** One decision to be made: an action on one resource with its condition keys. */
export interface AuthorizationRequest {
  /** `ssm:GetParameters` */
  readonly action: string;
  /** ARN, or `*` for actions without resources. */
  readonly resource: string;
  /** Condition keys as the service authorisation reference spells them. Several values: a multivalued key. */
  readonly context: Readonly<Record<string, OneOrMany<string | number | boolean> | undefined>>;
}

/** One value or a list as a list. */
export function listOf<T>(value: OneOrMany<T> | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
