import { createHash } from 'node:crypto';
import { AwsServiceError } from '../service-error.ts';

export interface SecretVersion {
  readonly id: string;
  readonly string: string | undefined;
  /** Base64, as on the wire. */
  readonly binary: string | undefined;
  readonly createdAt: number;
  readonly stages: Set<string>;
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly versions: Map<string, SecretVersion>;
  readonly tags: Map<string, string>;
  description: string | undefined;
  kmsKeyId: string | undefined;
  changedAt: number;
  /** When the recovery window ends (ms since the epoch); undefined: not marked for deletion. */
  deleteAt: number | undefined;
}

/** `detail` of a `Secret Label Updated` event with the ARN for its `resources`. */
export interface SecretChange {
  readonly arn: string;
  readonly detail: { readonly name: string; readonly labelUpdated: string; readonly versionId: string };
}

/** Secrets Manager of one account and region. */
export interface SecretsManagerState {
  readonly account: string;
  readonly region: string;
  readonly secrets: Map<string, Secret>;
  /** Secrets and versions made so far; makes ids. */
  sequence: number;
  now(): number;
  /** Receives what real Secrets Manager would announce on the default event bus. */
  changed?: ((change: SecretChange) => void) | undefined;
}

const DELETED = "You can't perform this operation on the secret because it was marked for deletion.";

/** A secret by name, ARN, or ARN without its random suffix; gone once its recovery window is over. */
export function findSecret(state: SecretsManagerState, id: string): Secret | undefined {
  const name = /^arn:aws[a-z-]*:secretsmanager:[^:]*:[^:]*:secret:(.+)$/.exec(id)?.[1];
  const candidates = name === undefined ? [id] : [name, name.replace(/-[A-Za-z0-9]{6}$/, '')];
  const secret = candidates
    .map((candidate) => state.secrets.get(candidate))
    .find((found) => found !== undefined);
  if (secret?.deleteAt !== undefined && secret.deleteAt <= state.now()) {
    state.secrets.delete(secret.name);
    return undefined;
  }
  return secret;
}

/** The secret, or ResourceNotFoundException; marked ones are refused unless `marked` is allowed. */
export function requireSecret(
  state: SecretsManagerState,
  id: string,
  options: { readonly marked?: boolean } = {},
): Secret {
  const secret = findSecret(state, id);
  if (secret === undefined) {
    throw new AwsServiceError(
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret.",
    );
  }
  if (secret.deleteAt !== undefined && options.marked !== true)
    throw new AwsServiceError('InvalidRequestException', DELETED);
  return secret;
}

/** ARN of a secret; the six characters at its end are made from name and sequence. */
export function secretArn(state: SecretsManagerState, name: string): string {
  const digest = createHash('sha256').update(`${name}/${state.sequence}`).digest('hex');
  return `arn:aws:secretsmanager:${state.region}:${state.account}:secret:${name}-${digest.slice(0, 6)}`;
}
