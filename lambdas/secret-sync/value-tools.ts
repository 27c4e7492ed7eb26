import type { ValueTools } from '../core/secrets/compile-data.ts';
import type { ExternalSecret } from '../core/secrets/external-secret.ts';
import { isObject, valueAt } from '../core/secrets/raw-json.ts';

const NOT_LOADED: ValueTools = {
  lookupProperty: () => ({ found: false, problem: 'the path language was not loaded' }),
  compileExpression: () => ({ ok: false, problem: 'the expression was not loaded' }),
  renderKey: () => ({ ok: false, problem: 'the template was not loaded' }),
};

/** Loads what these need: the path language for a property, the expression engine for rewriting by expression. */
export async function loadValueTools(externalSecrets: readonly ExternalSecret[]): Promise<ValueTools> {
  let tools = NOT_LOADED;
  if (externalSecrets.some(usesProperties)) {
    const { lookupProperty } = await import('../core/secrets/property-path.lazy.ts');
    tools = { ...tools, lookupProperty };
  }
  if (externalSecrets.some(usesExpressions)) {
    const { compileExpression } = await import('../core/secrets/regexp.lazy.ts');
    tools = { ...tools, compileExpression };
  }
  return tools;
}

function usesProperties({ spec }: ExternalSecret): boolean {
  return (
    itemsOf(spec['data']).some((entry) => Boolean(valueAt(entry, 'remoteRef', 'property'))) ||
    itemsOf(spec['dataFrom']).some((entry) => Boolean(valueAt(entry, 'extract', 'property')))
  );
}

function usesExpressions({ spec }: ExternalSecret): boolean {
  return itemsOf(spec['dataFrom']).some((entry) =>
    itemsOf(entry['rewrite']).some((operation) => isObject(operation['regexp'])),
  );
}

function itemsOf(list: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}
