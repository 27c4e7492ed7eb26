import type { ExternalSecret } from './external-secret.ts';
import { valueAt } from './raw-json.ts';

/** The target's name without judging the spec. */
export function targetNameOf({ spec, name }: ExternalSecret): string {
  const given = valueAt(spec, 'target', 'name');
  return typeof given === 'string' && given !== '' ? given : name;
}
