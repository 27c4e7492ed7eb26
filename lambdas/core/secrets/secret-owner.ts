import type { OwnerReference } from '../kubernetes.ts';
import { ANNOTATION, LABEL } from './marks.ts';
import type { ObservedSecret } from './observed-secret.ts';

/**
 * Whether ESO or we have written this Secret before. Without a mark it belongs to somebody else (invariant I7). The
 * managed label alone proves nothing: ESO puts it on any Secret it looks at, written or not (reference: eso 2.1).
 */
export function carriesMarks(secret: ObservedSecret): boolean {
  return (
    secret.labels[LABEL.createdBy] !== undefined || secret.annotations[ANNOTATION.dataHash] !== undefined
  );
}

/** The reference that controls the Secret, if any. */
export function controllerOf(secret: ObservedSecret): OwnerReference | undefined {
  return secret.ownerReferences.find((reference) => reference.controller === true);
}
