import { AwsServiceError } from '../service-error.ts';
import type { Role, Roles } from './roles.ts';

/** IAM of one account: its roles, and whether it makes tokens for others. */
export interface IamState {
  readonly account: string;
  readonly roles: Roles;
  /** Issuer of its web identity tokens. */
  readonly issuer: string;
  /** Outbound web identity federation: off, STS makes no token. */
  isFederationOn: boolean;
}

/** The role of that name or ARN; throws NoSuchEntity. */
export function requireRole({ roles, account }: IamState, given: string): Role {
  const arn = given.startsWith('arn:') ? given : `arn:aws:iam::${account}:role/${given}`;
  const found = roles.get(arn);
  if (found !== undefined) return found;
  const name = given.split('/').at(-1);
  throw new AwsServiceError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
}
