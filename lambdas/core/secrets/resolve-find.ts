import { type Find, type FindRef, rootOfExpression } from './find.ts';
import type { CompileRegexp } from './store-conditions.ts';

/** Why a find cannot be tried: as ESO says it, or what the configuration does not grant. */
export type FindResolution =
  | { readonly ok: true; readonly value: Find }
  | {
      readonly ok: false;
      readonly problem: string;
      readonly reason?: 'KeyNotGranted' | 'InvalidProviderConfig';
    };

export interface FindContext {
  readonly isSecret: boolean;
  /** Whether the namespace may read a name with the credentials of the store. */
  readonly permits: (name: string) => boolean;
  /** Whether the credentials may ask for parameters by their tags. */
  readonly allowsTags: boolean;
  readonly compileRegexp: CompileRegexp;
}

/** Words of ESO for a listing that failed. */
const LISTING = 'error getting all secrets';

/**
 * In Parameter Store a name wins over tags; in Secrets Manager all of path, name and tags must agree (reference: eso
 * 3.2, 3.4). The store's prefix plays no part. What a path holds is read only if all of it is granted.
 */
export function resolveFind(ref: FindRef, context: FindContext): FindResolution {
  const { regexp, tags } = ref;
  const { isSecret, permits } = context;
  if (regexp === undefined && tags === undefined) {
    return { ok: false, problem: `${LISTING}: unexpected find operator` };
  }
  const byName = compileName(ref, context);
  if (!byName.ok) return byName;
  const matches = byName.value;
  if (isSecret) {
    const isBelow = (name: string) => name.startsWith(ref.path) && matches(name);
    return { ok: true, value: { path: ref.path, tags, matches: isBelow, permits } };
  }
  if (regexp === undefined) {
    if (context.allowsTags) return { ok: true, value: { path: ref.path, tags, matches, permits } };
    const problem = 'finding parameters by tags is not configured; add secrets.tagFinds: true';
    return { ok: false, problem, reason: 'InvalidProviderConfig' };
  }
  const path = ref.path === '' ? rootOfExpression(regexp) : ref.path;
  if (permits(path.endsWith('/') ? path : `${path}/`))
    return { ok: true, value: { path, tags: undefined, matches, permits } };
  const problem =
    `find reads everything below ${path}, which reaches outside the prefixes granted to the namespace; ` +
    'set find.path, begin find.name.regexp with a granted path (^/app/), or add the prefix to secrets.prefixes ' +
    '(and to secrets.namespaces[] where the namespace is listed)';
  return { ok: false, problem, reason: 'KeyNotGranted' };
}

function compileName({ regexp }: FindRef, { compileRegexp }: FindContext): ReturnType<CompileRegexp> {
  if (regexp === undefined) return { ok: true, value: () => true };
  const compiled = compileRegexp(regexp);
  if (compiled.ok) return compiled;
  const problem = `${LISTING}: could not compile find.name.regexp [${regexp}]: ${compiled.problem}`;
  return { ok: false, problem };
}
