import type { Caller } from '../service.ts';
import { AwsServiceError, validationError } from '../service-error.ts';
import { announce } from './announce.ts';
import { checkNewName } from './new-name.ts';
import type { ParameterVersion, SsmState, StoredParameter } from './parameter.ts';
import { currentVersion } from './parameter.ts';

const TYPES = ['String', 'StringList', 'SecureString'];
/** Largest values in bytes (SSM quotas): 4 KB for the standard tier, 8 KB for the advanced tier. */
const STANDARD_BYTES_MAX = 4096;
const ADVANCED_BYTES_MAX = 8192;
/** Versions kept of one parameter (SSM quota). */
const VERSIONS_MAX = 100;
const DEFAULT_KEY = 'alias/aws/ssm';

export interface PutParameterRequest {
  readonly Name: string;
  readonly Value: string;
  readonly Type?: string;
  readonly Description?: string;
  readonly KeyId?: string;
  readonly Overwrite?: boolean;
  readonly AllowedPattern?: string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
  readonly Tier?: string;
  readonly DataType?: string;
}

/** Creates a parameter, or with Overwrite a new version of it, and announces Create or Update. */
export function putParameter(
  state: SsmState,
  request: PutParameterRequest,
  caller: Caller,
): { Version: number; Tier: string } {
  checkNewName(request.Name);
  const existing = state.parameters.get(request.Name);
  checkRequest(request, existing);
  const version = nextVersion(state, request, { existing, user: caller.arn });
  const parameter: StoredParameter = existing ?? { name: request.Name, versions: [], tags: new Map() };
  if (parameter.versions.length >= VERSIONS_MAX) dropOldest(parameter);
  parameter.versions.push(version);
  for (const tag of request.Tags ?? []) parameter.tags.set(tag.Key, tag.Value);
  state.parameters.set(request.Name, parameter);
  if (existing === undefined) state.sorted = undefined;
  announce(state, parameter, existing === undefined ? 'Create' : 'Update');
  return { Version: version.version, Tier: version.tier };
}

function checkRequest(request: PutParameterRequest, existing: StoredParameter | undefined): void {
  if (request.Value === undefined || request.Value === '') {
    throw validationError(request.Value ?? '', 'value', 'Member must have length greater than or equal to 1');
  }
  if (request.Type !== undefined && !TYPES.includes(request.Type)) {
    throw validationError(
      request.Type,
      'type',
      `Member must satisfy enum value set: [${TYPES.toSorted().join(', ')}]`,
    );
  }
  if (request.Tags !== undefined && request.Tags.length > 0 && request.Overwrite === true) {
    throw new AwsServiceError(
      'ValidationException',
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove " +
        'overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.',
    );
  }
  if (existing !== undefined && request.Overwrite !== true) {
    throw new AwsServiceError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
  if (existing === undefined && request.Type === undefined) {
    throw new AwsServiceError(
      'ValidationException',
      'A parameter type is required when you create a parameter.',
    );
  }
  if (request.AllowedPattern !== undefined && !new RegExp(request.AllowedPattern).test(request.Value)) {
    throw new AwsServiceError(
      'ParameterPatternMismatchException',
      `Parameter value, cannot be validated against allowedPattern: ${request.AllowedPattern}`,
    );
  }
}

function nextVersion(
  state: SsmState,
  request: PutParameterRequest,
  context: { readonly existing: StoredParameter | undefined; readonly user: string },
): ParameterVersion {
  const previous = context.existing === undefined ? undefined : currentVersion(context.existing);
  const type = request.Type ?? previous?.type ?? 'String';
  const dataType = request.DataType ?? previous?.dataType ?? 'text';
  if (dataType !== 'text' && dataType !== 'aws:ec2:image') {
    const message = `The following data type is not supported: ${dataType} (Data type names are all lowercase.)`;
    throw new AwsServiceError('ValidationException', message);
  }
  return {
    version: (previous?.version ?? 0) + 1,
    value: request.Value,
    type,
    dataType,
    tier: chooseTier(request, previous?.tier),
    keyId: type === 'SecureString' ? (request.KeyId ?? previous?.keyId ?? DEFAULT_KEY) : undefined,
    description: request.Description ?? previous?.description,
    allowedPattern: request.AllowedPattern ?? previous?.allowedPattern,
    user: context.user,
    lastModified: state.now(),
    labels: new Set(),
  };
}

function chooseTier(request: PutParameterRequest, previous: string | undefined): string {
  const bytes = Buffer.byteLength(request.Value);
  if (request.Tier === 'Standard' && previous === 'Advanced') {
    throw new AwsServiceError(
      'ValidationException',
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter " +
        'tier to the standard-parameter tier.',
    );
  }
  const automatic =
    request.Tier === 'Intelligent-Tiering' && bytes > STANDARD_BYTES_MAX ? 'Advanced' : undefined;
  const asked = request.Tier === 'Intelligent-Tiering' ? undefined : request.Tier;
  const tier = asked ?? automatic ?? previous ?? 'Standard';
  if (tier === 'Standard' && bytes > STANDARD_BYTES_MAX) {
    throw new AwsServiceError(
      'ValidationException',
      `Standard tier parameters support a maximum parameter value of ${STANDARD_BYTES_MAX} characters. To create a ` +
        'larger parameter value, upgrade the parameter to use the advanced-parameter tier.',
    );
  }
  if (bytes > ADVANCED_BYTES_MAX) {
    throw new AwsServiceError(
      'ValidationException',
      `Advanced tier parameters support a maximum parameter value of ${ADVANCED_BYTES_MAX} characters.`,
    );
  }
  return tier;
}

function dropOldest(parameter: StoredParameter): void {
  const [oldest] = parameter.versions;
  if (oldest !== undefined && oldest.labels.size > 0) {
    throw new AwsServiceError(
      'ParameterMaxVersionLimitExceeded',
      `You attempted to create a new version of ${parameter.name} by calling the PutParameter API with the overwrite ` +
        `flag. Version ${oldest.version}, the oldest version, can't be deleted because it has a label associated ` +
        'with it. Move the label to another version of the parameter, and try again.',
    );
  }
  parameter.versions.shift();
}
