import { type Mapping, PARAMETERS, SECRET_PARAMETER, type Spec } from './scenario.ts';

/** `team/t0` or `other/t0`: what several ExternalSecrets may want at once. */
export function targetOf({ namespace, target }: Pick<Spec, 'namespace' | 'target'>): string {
  return `${namespace}/${target}`;
}

/** The name of a mapping among the values of Parameter Store. */
export function sourceOf({ parameter, live }: Mapping): string {
  return live === true ? `${parameter}:live` : parameter;
}

/** Whether it is a secret of Secrets Manager. */
export function isSecret(parameter: string): boolean {
  return parameter.startsWith('s');
}

/** The store a mapping is read through. */
export function storeOf({ store }: Pick<Spec, 'store'>, { parameter }: Mapping): string {
  return isSecret(parameter) ? 'aws-sm' : (store ?? 'aws-ssm');
}

/** Keys that a find makes of what it matches. */
export const FOUND: Spec['data'] = Object.fromEntries(
  PARAMETERS.map((parameter) => [`_app_${parameter}`, { parameter, found: true }]),
);

/** Every key that comes from a source, those of a find included. */
export function mappingsOf({ data, finds }: Spec): Spec['data'] {
  return finds === true ? { ...data, ...FOUND } : data;
}

/** The key a template adds, and what it makes of the text of `k0`. */
export const JOINED = 'joined';

export function joined(text: string | undefined): string {
  return `${text ?? ''}!`;
}

/** Name of an ExternalSecret in the ledger. */
export function keyOf({
  namespace = '',
  name,
}: {
  readonly namespace?: string;
  readonly name: string;
}): string {
  return `${namespace}/${name}`;
}

/** Its policies exclude each other, or it is not granted what it reads: nothing is read for it. */
export function isRefused({ namespace, data, creationPolicy, deletionPolicy }: Spec): boolean {
  if (deletionPolicy === 'Delete' && /Merge/.test(creationPolicy)) return true;
  return namespace === 'other' || Object.values(data).some(({ parameter }) => parameter === SECRET_PARAMETER);
}

/** The random key of a Secret that is created once. */
export const ONCE = 'once';
