import { AwsServiceError } from '../service-error.ts';
import type { ParameterFilter } from './filters.ts';
import { checkFilters, isUnderPath, matchesFilters } from './filters.ts';
import type { PageRequest } from './page.ts';
import { takePage } from './page.ts';
import type { SsmState, StoredParameter } from './parameter.ts';
import { currentVersion, parameterArn } from './parameter.ts';
import type { ParameterOutput } from './parameter-output.ts';
import { parameterOutput } from './parameter-output.ts';

/** Largest and default pages (SSM API reference): ten by path, fifty when describing. */
const BY_PATH_PAGE = 10;
const DESCRIBE_PAGE = 50;

export interface ByPathRequest extends PageRequest {
  readonly Path: string;
  readonly Recursive?: boolean;
  readonly WithDecryption?: boolean;
  readonly ParameterFilters?: readonly ParameterFilter[];
}

/** Current versions under a path, sorted by name, ten a page. */
export function getParametersByPath(
  state: SsmState,
  request: ByPathRequest,
): { Parameters: ParameterOutput[]; NextToken?: string } {
  if (!/^\/([A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*\/?)?$/.test(request.Path)) {
    throw new AwsServiceError(
      'ValidationException',
      "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward " +
        'slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, ' +
        'or the following symbols: . (period), - (hyphen), _ (underscore).',
    );
  }
  const filters = request.ParameterFilters ?? [];
  checkFilters(filters, 'by-path');
  const recursive = request.Recursive === true;
  const under = sortedParameters(state).filter(
    (parameter) => isUnderPath(parameter.name, request.Path, recursive) && matchesFilters(parameter, filters),
  );
  const { items, NextToken } = takePage(under, request, {
    limit: BY_PATH_PAGE,
    key: (parameter) => parameter.name,
  });
  const decrypt = request.WithDecryption === true;
  const Parameters = items.map((parameter) =>
    parameterOutput(state, parameter, { version: currentVersion(parameter), decrypt }),
  );
  return { Parameters, ...(NextToken === undefined ? {} : { NextToken }) };
}

export interface DescribeRequest extends PageRequest {
  readonly ParameterFilters?: readonly ParameterFilter[];
  /** The older form: `{Key: 'Name' | 'Type' | 'KeyId', Values}`, exact or prefix of a name. */
  readonly Filters?: readonly ParameterFilter[];
}

/** Metadata without values, fifty a page. */
export function describeParameters(
  state: SsmState,
  request: DescribeRequest,
): { Parameters: Record<string, unknown>[]; NextToken?: string } {
  const filters = request.ParameterFilters ?? request.Filters ?? [];
  checkFilters(filters, 'describe');
  const matching = sortedParameters(state).filter((parameter) => matchesFilters(parameter, filters));
  const { items, NextToken } = takePage(matching, request, {
    limit: DESCRIBE_PAGE,
    key: (parameter) => parameter.name,
  });
  const Parameters = items.map((parameter) => metadataOf(state, parameter));
  return { Parameters, ...(NextToken === undefined ? {} : { NextToken }) };
}

function metadataOf(state: SsmState, parameter: StoredParameter): Record<string, unknown> {
  const version = currentVersion(parameter);
  return {
    Name: parameter.name,
    ARN: parameterArn(state, parameter.name),
    Type: version.type,
    ...(version.keyId === undefined ? {} : { KeyId: version.keyId }),
    LastModifiedDate: version.lastModified / 1000,
    LastModifiedUser: version.user,
    ...(version.description === undefined ? {} : { Description: version.description }),
    ...(version.allowedPattern === undefined ? {} : { AllowedPattern: version.allowedPattern }),
    Version: version.version,
    Tier: version.tier,
    Policies: [],
    DataType: version.dataType,
  };
}

function sortedParameters(state: SsmState): readonly StoredParameter[] {
  state.sorted ??= [...state.parameters.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return state.sorted;
}
