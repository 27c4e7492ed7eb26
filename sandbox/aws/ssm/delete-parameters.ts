import { AwsServiceError } from '../service-error.ts';
import { announce } from './announce.ts';
import { checkNames } from './get-parameters.ts';
import type { SsmState } from './parameter.ts';

/** Deletes with all versions; a parameter created again starts at version 1. */
export function deleteParameter(state: SsmState, request: { readonly Name: string }): Record<string, never> {
  if (!remove(state, request.Name)) throw new AwsServiceError('ParameterNotFound', '');
  return {};
}

/** Up to ten names; unknown ones come back in InvalidParameters. */
export function deleteParameters(
  state: SsmState,
  request: { readonly Names: readonly string[] },
): { DeletedParameters: string[]; InvalidParameters: string[] } {
  checkNames(request.Names);
  const deleted = request.Names.filter((name) => remove(state, name));
  return {
    DeletedParameters: deleted,
    InvalidParameters: request.Names.filter((name) => !deleted.includes(name)),
  };
}

function remove(state: SsmState, name: string): boolean {
  const parameter = state.parameters.get(name);
  if (parameter === undefined) return false;
  state.parameters.delete(name);
  state.sorted = undefined;
  announce(state, parameter, 'Delete');
  return true;
}
