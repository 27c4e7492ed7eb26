import type { KubernetesObject } from '../../../../lambdas/core/kubernetes.ts';
import type { StepView } from './step-view.ts';

/**
 * Texts of which a failure's message must contain one, so that it names the key or field at fault: a field path,
 * a remote or secret key, or the name of an object the manifest refers to or competes with.
 */
export function failureTokens(view: StepView, object: KubernetesObject): readonly string[] {
  const peers = [...(view.after.externalSecrets.get(view.recorded.namespace)?.keys() ?? [])];
  return ['spec.', ...peers, ...namedTexts(object['spec'])].filter((token) => token !== '');
}

const NAMING_FIELDS: readonly string[] = [
  'key',
  'secretKey',
  'name',
  'path',
  'property',
  'version',
  'region',
  'role',
];

function namedTexts(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, item]) =>
    typeof item === 'string' ? (NAMING_FIELDS.includes(field) ? [item] : []) : namedTexts(item),
  );
}
