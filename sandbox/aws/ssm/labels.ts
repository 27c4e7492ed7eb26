import { AwsServiceError } from '../service-error.ts';
import { announce } from './announce.ts';
import { requireParameter, selectVersion } from './name.ts';
import type { ParameterVersion, SsmState, StoredParameter } from './parameter.ts';
import { currentVersion } from './parameter.ts';

/** Labels of one version (SSM quota). */
const LABELS_MAX = 10;

export interface LabelRequest {
  readonly Name: string;
  readonly ParameterVersion?: number;
  readonly Labels: readonly string[];
}

/** Attaches labels, taking each from the version that has it. Ill-formed ones come back and nothing is changed. */
export function labelParameterVersion(
  state: SsmState,
  request: LabelRequest,
): { InvalidLabels: string[]; ParameterVersion: number } {
  const parameter = requireParameter(state, request.Name);
  const version = versionOf(parameter, request.ParameterVersion ?? currentVersion(parameter).version);
  const invalid = request.Labels.filter((label) => !isLabel(label));
  if (invalid.length > 0) return { InvalidLabels: invalid, ParameterVersion: version.version };
  if (new Set([...version.labels, ...request.Labels]).size > LABELS_MAX) {
    throw new AwsServiceError(
      'ParameterVersionLabelLimitExceeded',
      'A parameter version can have maximum 10 labels.Move one or more labels to another version and try again.',
    );
  }
  for (const label of request.Labels) {
    for (const entry of parameter.versions) entry.labels.delete(label);
    version.labels.add(label);
  }
  announce(state, parameter, 'LabelParameterVersion');
  return { InvalidLabels: [], ParameterVersion: version.version };
}

/** Takes labels off; those the version does not have come back in InvalidLabels. Not announced on the bus. */
export function unlabelParameterVersion(
  state: SsmState,
  request: LabelRequest & { readonly ParameterVersion: number },
): { RemovedLabels: string[]; InvalidLabels: string[] } {
  const version = versionOf(requireParameter(state, request.Name), request.ParameterVersion);
  const removed = request.Labels.filter((label) => version.labels.delete(label));
  return {
    RemovedLabels: removed,
    InvalidLabels: request.Labels.filter((label) => !removed.includes(label)),
  };
}

function versionOf(parameter: StoredParameter, number: number): ParameterVersion {
  const version = selectVersion(parameter, `:${number}`);
  if (version !== undefined) return version;
  throw new AwsServiceError(
    'ParameterVersionNotFound',
    `Systems Manager could not find version ${number} of ${parameter.name}. Verify the version and try again.`,
  );
}

function isLabel(label: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_.-]{0,99}$/.test(label) && !/^(aws|ssm)/i.test(label);
}
