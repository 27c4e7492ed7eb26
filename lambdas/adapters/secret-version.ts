import type { BatchGetSecretValueCommandOutput, SecretValueEntry } from '@aws-sdk/client-secrets-manager';
import type { SecretBatch, SecretVersion } from '../core/aws-ports.ts';
import { TransientError } from '../core/errors.ts';
import { SecretValue } from '../core/secret-value.ts';
import { fromSdkError } from './aws-error.ts';

/**
 * Whether an error says that there is no such secret: not found as a whole, or marked for deletion. A version that
 * is missing has the same code and another text ("... the specified secret value for staging label").
 */
export function isSecretAbsent({
  code,
  message,
}: {
  readonly code: string;
  readonly message: string;
}): boolean {
  if (code === 'ResourceNotFoundException') return !message.includes('secret value for');
  return /^Invalid(Request|Parameter)Exception$/.test(code) && message.includes('marked for deletion');
}

/** The value is text or bytes; an answer with neither is none. */
export function toSecretVersion(answer: SecretValueEntry): SecretVersion {
  const { Name, ARN, VersionId, SecretString, SecretBinary } = answer;
  if (Name === undefined || VersionId === undefined || (SecretString ?? SecretBinary) === undefined) {
    throw new TransientError('secrets manager answered without name, version or value', {
      code: 'InvalidAnswer',
    });
  }
  const value =
    SecretString === undefined
      ? SecretValue.ofBytes(SecretBinary ?? new Uint8Array())
      : SecretValue.ofText(SecretString);
  return { name: Name, arn: ARN ?? '', versionId: VersionId, value };
}

/** Answers of a batch by the id that was asked for: name, ARN, or ARN without the six characters at its end. */
export function toBatch(
  ids: readonly string[],
  { SecretValues = [], Errors = [] }: Pick<BatchGetSecretValueCommandOutput, 'SecretValues' | 'Errors'>,
): SecretBatch {
  const found = new Map<string, SecretVersion>();
  for (const version of SecretValues.map(toSecretVersion)) {
    for (const id of [version.name, version.arn, version.arn.replace(/-[A-Za-z0-9]{6}$/, '')]) {
      found.set(id, version);
    }
  }
  const errors = new Map(
    Errors.map(({ SecretId = '', ErrorCode: name = '', Message: message = '' }) => [
      SecretId,
      fromSdkError({ name, message, $fault: 'client', $metadata: {} }, SecretId),
    ]),
  );
  const unanswered = new TransientError('secrets manager did not answer for it', { code: 'InvalidAnswer' });
  return new Map(
    ids.map((id) => {
      const error = errors.get(id);
      const absent = error !== undefined && isSecretAbsent(error);
      return [id, found.get(id) ?? (absent ? undefined : (error ?? unanswered))];
    }),
  );
}
