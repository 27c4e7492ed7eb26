import type { ParameterChange, SsmState, StoredParameter } from './parameter.ts';
import { currentVersion, parameterArn } from './parameter.ts';

/** Announces a change of the parameter with its current type and description. */
export function announce(
  state: SsmState,
  parameter: StoredParameter,
  operation: ParameterChange['detail']['operation'],
): void {
  const { type, description } = currentVersion(parameter);
  state.changed?.({
    arn: parameterArn(state, parameter.name),
    detail: { operation, name: parameter.name, type, ...(description === undefined ? {} : { description }) },
  });
}
