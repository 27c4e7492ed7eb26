import { AwsServiceError, validationError } from '../service-error.ts';
import { parseReference, requireParameter, selectVersion } from './name.ts';
import type { SsmState } from './parameter.ts';
import type { ParameterOutput } from './parameter-output.ts';
import { parameterOutput } from './parameter-output.ts';

/** Names one GetParameters call may have (SSM API reference). */
const NAMES_MAX = 10;

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
