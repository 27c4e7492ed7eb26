import type { Source } from './source.ts';

/** The staging label of the version that a secret has when none is asked for. */
export const CURRENT_STAGE = 'AWSCURRENT';

/** Which version of a secret a source means, as Secrets Manager takes it. */
export function secretVersionOf({
  request,
  name,
}: Source): { readonly stage: string } | { readonly versionId: string } {
  const version = request.slice(name.length + 1);
  return version.startsWith('uuid/') ? { versionId: version.slice('uuid/'.length) } : { stage: version };
}

/** Name of a secret whose key may be an ARN, with or without the six random characters at its end. */
export function secretNameOf(key: string): string {
  const name = /^arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:(.+)$/.exec(key)?.[1];
  return name === undefined ? key : name.replace(/-[A-Za-z0-9]{6}$/, '');
}
