import type { Parameter } from '../aws-ports.ts';
import type { Source } from './source.ts';

/** Which state of a parameter was read. A version starts at 1 again when the parameter is made anew. */
export interface VersionStamp {
  readonly version: number;
  readonly lastModified: number;
  /** Version id of a secret, or digest of tags; those have no number that grows. */
  readonly revision?: string;
}

/** Only the current version of a parameter is fenced: versions, labels and stages are written as read. */
export function isFenced(source: Source): boolean {
  return source.reads === undefined && source.entry.remoteRef.version === '';
}

export function toStamp(parameter: Parameter): VersionStamp {
  const { version, lastModified, revision } = parameter;
  return { version, lastModified, ...(revision === undefined ? {} : { revision }) };
}

/** `<region>:<account>:<name>` out of the parameter's ARN, so that the same name elsewhere is another parameter. */
export function stampKey(parameter: Parameter): string {
  const [, , , region = '', account = ''] = parameter.arn.split(':');
  return `${region}:${account}:${parameter.name}`;
}
