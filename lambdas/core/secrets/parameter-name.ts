/** Name of a parameter whose key may be an ARN: `arn:aws:ssm:region:account:parameter/a/b` -> `/a/b`. */
export function parameterNameOf(key: string): string {
  const path = /^arn:[^:]*:ssm:[^:]*:[^:]*:parameter(\/.*)$/.exec(key)?.[1];
  if (path === undefined) return key;
  // The ARN of a name without slashes has one all the same; such a name has no second one.
  return path.indexOf('/', 1) === -1 ? path.slice(1) : path;
}
