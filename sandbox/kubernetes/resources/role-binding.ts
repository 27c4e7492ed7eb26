import { isObject, type JsonObject } from '../json.ts';

/** Subjects and role of a binding say their API group. */
export function defaultBinding(binding: JsonObject): void {
  const group = 'rbac.authorization.k8s.io';
  if (isObject(binding['roleRef']) && binding['roleRef']['apiGroup'] === undefined) {
    binding['roleRef'] = { ...binding['roleRef'], apiGroup: group };
  }
  if (!Array.isArray(binding['subjects'])) return;
  binding['subjects'] = binding['subjects'].map((subject: unknown) =>
    isObject(subject) && subject['apiGroup'] === undefined && subject['kind'] !== 'ServiceAccount'
      ? { ...subject, apiGroup: group }
      : subject,
  );
}
