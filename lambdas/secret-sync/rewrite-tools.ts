import type { ExternalSecret } from '../core/secrets/external-secret.ts';
import { isObject } from '../core/secrets/raw-json.ts';
import type { RewriteTools } from '../core/secrets/rewrite/rewrite.ts';

const NOT_LOADED: RewriteTools = {
  compileExpression: () => ({ ok: false, problem: 'the expression was not loaded' }),
  renderKey: () => ({ ok: false, problem: 'the template was not loaded' }),
};

/** Loads the regular expression engine when one of these rewrites keys by expression. */
export async function loadRewriteTools(externalSecrets: readonly ExternalSecret[]): Promise<RewriteTools> {
  if (!externalSecrets.some(usesExpressions)) return NOT_LOADED;
  const { compileExpression } = await import('../core/secrets/regexp.lazy.ts');
  return { ...NOT_LOADED, compileExpression };
}

function usesExpressions({ spec }: ExternalSecret): boolean {
  return itemsOf(spec['dataFrom']).some((entry) =>
    itemsOf(entry['rewrite']).some((operation) => isObject(operation['regexp'])),
  );
}

function itemsOf(list: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}
