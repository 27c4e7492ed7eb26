import { AwsServiceError } from '../service-error.ts';

/** A hierarchy may have this many levels (SSM user guide, parameter name requirements). */
const LEVELS_MAX = 15;
const NAME_LENGTH_MAX = 1011;
const NAME_RULE =
  'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of ' +
  'sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the ' +
  'following 3 symbols .-_';

/** Throws what PutParameter throws for a name that cannot be created. */
export function checkNewName(name: string): void {
  const path = name.startsWith('/') ? name.slice(1) : name;
  if (!name.startsWith('/') && name.includes('/')) {
    throw new AwsServiceError('ValidationException', 'Parameter name must be a fully qualified name.');
  }
  if (/^(aws|ssm)/i.test(path) && name.startsWith('/')) {
    throw new AwsServiceError('AccessDeniedException', `No access to reserved parameter name: ${name}.`);
  }
  const wellFormed = /^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/.test(path) && name.length <= NAME_LENGTH_MAX;
  if (/^(aws|ssm)/i.test(path) || !wellFormed) throw new AwsServiceError('ValidationException', NAME_RULE);
  if (path.split('/').length > LEVELS_MAX) {
    throw new AwsServiceError(
      'HierarchyLevelLimitExceededException',
      `A hierarchy can have a maximum of ${LEVELS_MAX} levels.`,
    );
  }
}
