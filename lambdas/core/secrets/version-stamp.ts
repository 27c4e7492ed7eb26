import type { Parameter } from '../ports.ts';
import type { Source } from './source.ts';

/** Which state of a parameter was read. A version starts at 1 again when the parameter is made anew. */
export interface VersionStamp {
  readonly version: number;
  readonly lastModified: number;
}

/** Only the current version is fenced: explicit versions and labels are written as read. */
export function isFenced(source: Source): boolean {
  return source.entry.remoteRef.version === '';
}

export function toStamp(parameter: Parameter): VersionStamp {
  return { version: parameter.version, lastModified: parameter.lastModified };
}

/** `<region>:<account>:<name>` out of the parameter's ARN, so that the same name elsewhere is another parameter. */
export function stampKey(parameter: Parameter): string {
  const [, , , region = '', account = ''] = parameter.arn.split(':');
  return `${region}:${account}:${parameter.name}`;
}
