import { AwsServiceError, validationError } from '../service-error.ts';
import { parseReference, requireParameter, selectVersion } from './name.ts';
import type { ParameterVersion, SsmState, StoredParameter } from './parameter.ts';
import { ciphertextOf, parameterArn } from './parameter.ts';

/** Names one GetParameters call may have (SSM API reference). */
const NAMES_MAX = 10;

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

/** ParameterNotFound when the name is unknown, ParameterVersionNotFound when only its version or label is. */
export function getParameter(
  state: SsmState,
  request: { readonly Name: string; readonly WithDecryption?: boolean },
): { Parameter: ParameterOutput } {
  const { selector } = parseReference(state, request.Name);
  const parameter = requireParameter(state, request.Name);
  const version = selectVersion(parameter, selector);
  if (version === undefined) {
    throw new AwsServiceError(
      'ParameterVersionNotFound',
      `Systems Manager could not find version ${selector?.slice(1)} of ${parameter.name}. ` +
        'Verify the version and try again.',
    );
  }
  const decrypt = request.WithDecryption === true;
  return { Parameter: parameterOutput(state, parameter, { version, decrypt, selector }) };
}

/** Up to ten names; unknown names, versions and labels come back in InvalidParameters, sorted like the results. */
export function getParameters(
  state: SsmState,
  request: { readonly Names: readonly string[]; readonly WithDecryption?: boolean },
): { Parameters: ParameterOutput[]; InvalidParameters: string[] } {
  checkNames(request.Names);
  const found: ParameterOutput[] = [];
  const invalid: string[] = [];
  for (const given of request.Names) {
    const { name, selector } = parseReference(state, given);
    const parameter = state.parameters.get(name);
    const version = parameter === undefined ? undefined : selectVersion(parameter, selector);
    if (parameter === undefined || version === undefined) invalid.push(given);
    else
      found.push(
        parameterOutput(state, parameter, { version, decrypt: request.WithDecryption === true, selector }),
      );
  }
  found.sort((a, b) => (a.Name === b.Name ? a.Version - b.Version : a.Name < b.Name ? -1 : 1));
  return { Parameters: found, InvalidParameters: invalid.sort() };
}

/** The rules on `Names` shared by GetParameters and DeleteParameters: one to ten, each once. */
export function checkNames(names: readonly string[] | undefined): void {
  const given = names ?? [];
  if (given.length === 0 || given.length > NAMES_MAX) {
    const bound = given.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${NAMES_MAX}`;
    throw validationError(`[${given.join(', ')}]`, 'names', `Member must have length ${bound}`);
  }
  if (new Set(given).size !== given.length) {
    throw new AwsServiceError(
      'ValidationException',
      'Duplicate parameter names are not allowed in one request.',
    );
  }
}
