import { type Mapping, SECRET_PARAMETER, type Spec } from './scenario.ts';

/** `team/t0` or `other/t0`: what several ExternalSecrets may want at once. */
export function targetOf({ namespace, target }: Pick<Spec, 'namespace' | 'target'>): string {
  return `${namespace}/${target}`;
}

/** The name of a mapping among the values of Parameter Store. */
export function sourceOf({ parameter, live }: Mapping): string {
  return live === true ? `${parameter}:live` : parameter;
}

/** Its policies exclude each other, or it is not granted what it reads: nothing is read for it. */
export function isRefused({ namespace, data, creationPolicy, deletionPolicy }: Spec): boolean {
  if (deletionPolicy === 'Delete' && /Merge/.test(creationPolicy)) return true;
  return namespace === 'other' || Object.values(data).some(({ parameter }) => parameter === SECRET_PARAMETER);
}
