import type { ParameterVersion, SsmState, StoredParameter } from './parameter.ts';
import { ciphertextOf, parameterArn } from './parameter.ts';

/** One parameter as the reading operations return it. Times are seconds since the epoch. */
export interface ParameterOutput {
  readonly Name: string;
  readonly Type: string;
  readonly Value: string;
  readonly Version: number;
  readonly Selector?: string;
  readonly LastModifiedDate: number;
  readonly ARN: string;
  readonly DataType: string;
}

/** The wire shape of one version; a SecureString stays ciphertext unless decryption was asked for. */
export function parameterOutput(
  state: SsmState,
  parameter: StoredParameter,
  options: {
    readonly version: ParameterVersion;
    readonly decrypt: boolean;
    readonly selector?: string | undefined;
  },
): ParameterOutput {
  const { version, decrypt, selector } = options;
  const arn = parameterArn(state, parameter.name);
  const sealed = version.type === 'SecureString' && !decrypt;
  return {
    Name: parameter.name,
    Type: version.type,
    Value: sealed ? ciphertextOf(arn, version) : version.value,
    Version: version.version,
    ...(selector === undefined ? {} : { Selector: selector }),
    LastModifiedDate: version.lastModified / 1000,
    ARN: arn,
    DataType: version.dataType,
  };
}
