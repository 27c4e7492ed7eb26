import { cloneJson, isObject, type JsonObject } from '../json.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** The manager under which `kubectl apply --server-side` applies. */
const KUBECTL = 'kubectl';

/**
 * Keeps client-side apply's annotation in step with server-side apply by kubectl, where an object has it, in place:
 * otherwise a later `kubectl apply` would compare with a configuration long gone.
 */
export function syncLastApplied(merged: JsonObject, applied: JsonObject, manager: string): void {
  const annotations = annotationsOf(merged);
  if (manager !== KUBECTL || annotations?.[LAST_APPLIED] === undefined) return;
  const configuration = cloneJson(applied);
  const own = annotationsOf(configuration);
  if (own !== undefined) delete own[LAST_APPLIED];
  annotations[LAST_APPLIED] = `${toGoJson(configuration)}\n`;
}

function annotationsOf(object: JsonObject): JsonObject | undefined {
  const metadata = object['metadata'];
  const annotations = isObject(metadata) ? metadata['annotations'] : undefined;
  return isObject(annotations) ? annotations : undefined;
}

/** As Go's encoder writes it: keys sorted, `<`, `>` and `&` escaped. */
function toGoJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, item: unknown) =>
    isObject(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  );
  return text.replaceAll(/[<>&]/gu, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}
