import type { Parameter as SsmParameter } from '@aws-sdk/client-ssm';
import type { Parameter } from '../core/aws-ports.ts';
import { TransientError } from '../core/errors.ts';
import { SecretValue } from '../core/secret-value.ts';

/**
 * A parameter as the port has it. Without decryption the value is left out: that of a SecureString is its
 * ciphertext, which must not pass for a value.
 */
export function toParameter(parameter: SsmParameter | undefined, decrypted: boolean): Parameter {
  const { Name, ARN, Type, Version, LastModifiedDate, Selector, Value } = parameter ?? {};
  if (Name === undefined || Version === undefined) {
    throw new TransientError('ssm answered with a parameter without name or version', {
      code: 'InvalidAnswer',
    });
  }
  return {
    name: Name,
    arn: ARN ?? '',
    type: Type ?? 'String',
    version: Version,
    lastModified: LastModifiedDate?.getTime() ?? 0,
    ...(Selector === undefined ? {} : { selector: Selector }),
    ...(decrypted ? { value: SecretValue.ofText(Value ?? '') } : {}),
  };
}
