import { AwsServiceError } from '../service-error.ts';
import type { ParameterVersion, SsmState, StoredParameter } from './parameter.ts';
import { currentVersion } from './parameter.ts';

const REFERENCE_SYNTAX =
  'Invalid parameter name. Please use correct syntax for referencing a version/label  <name>:<version/label>';

/** A name as callers write it: plain or ARN, with an optional `:version` or `:label`. */
export interface ParameterReference {
  readonly name: string;
  /** With its colon, as the service returns it in `Selector`. */
  readonly selector?: string;
}

/** Splits a name given to a reading operation. Throws ValidationException where the service refuses the whole call. */
export function parseReference(state: SsmState, given: string): ParameterReference {
  const arn = /^arn:aws[a-z-]*:ssm:([^:]*):([^:]*):parameter(\/[^:]+)(:[^:]+)?$/.exec(given);
  if (arn !== null) {
    const [, region, account, path = '', selector] = arn;
    const own = region === state.region && account === state.account;
    // A flat name and a one-level hierarchical name have the same ARN; the one that exists is meant.
    const name = !own ? given : state.parameters.has(path) ? path : path.slice(1);
    return { name, ...(selector === undefined ? {} : { selector }) };
  }
  const plain = /^([A-Za-z0-9_.\-/]+)(:[A-Za-z0-9_.-]+)?$/.exec(given);
  if (plain === null) throw new AwsServiceError('ValidationException', REFERENCE_SYNTAX);
  const [, name = '', selector] = plain;
  return { name, ...(selector === undefined ? {} : { selector }) };
}

/** The version a reference means; undefined when the parameter has no such version or label. */
export function selectVersion(parameter: StoredParameter, selector?: string): ParameterVersion | undefined {
  if (selector === undefined) return currentVersion(parameter);
  const wanted = selector.slice(1);
  if (/^\d+$/.test(wanted)) return parameter.versions.find((entry) => entry.version === Number(wanted));
  return parameter.versions.find((entry) => entry.labels.has(wanted));
}

/** The parameter of that plain name or ARN, or ParameterNotFound as the service words it (with no text). */
export function requireParameter(state: SsmState, given: string): StoredParameter {
  const parameter = state.parameters.get(parseReference(state, given).name);
  if (parameter === undefined) throw new AwsServiceError('ParameterNotFound', '');
  return parameter;
}
