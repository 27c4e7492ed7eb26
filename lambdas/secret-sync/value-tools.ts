import type { ValueTools } from '../core/secrets/compile-data.ts';
import type { ExternalSecret } from '../core/secrets/external-secret.ts';
import { isObject, valueAt } from '../core/secrets/raw-json.ts';
import type { RenderKey, RewriteValues } from '../core/secrets/rewrite/operation.ts';
import type { RenderSecret, TemplateRenderer } from '../core/secrets/template-renderer.ts';

/** What values and templates of a run need; loaded where the run has any. */
export interface TaskTools extends ValueTools {
  readonly renderSecret: RenderSecret;
}

const NOT_LOADED: TaskTools = {
  lookupProperty: () => ({ found: false, problem: 'the path language was not loaded' }),
  rewriteValues: () => ({ ok: false, problem: 'the rewriting of keys was not loaded' }),
  renderSecret: async () => ({ ok: false, problem: 'the template was not loaded' }),
};

/**
 * Loads what these need: the path language for a property, the rewriting of keys with the expression engine where it
 * is by expression, the template engine for templates and for rewriting by them.
 */
export async function loadValueTools(
  externalSecrets: readonly ExternalSecret[],
  loadRenderer: () => Promise<TemplateRenderer>,
): Promise<TaskTools> {
  let tools = NOT_LOADED;
  if (externalSecrets.some(usesProperties)) {
    const { lookupProperty } = await import('../core/secrets/property-path.lazy.ts');
    tools = { ...tools, lookupProperty };
  }
  if (externalSecrets.some(usesTemplate)) {
    const { renderSecret } = await loadRenderer();
    tools = { ...tools, renderSecret };
  }
  const rewrites = externalSecrets.flatMap(rewritesOf);
  return rewrites.length === 0
    ? tools
    : { ...tools, rewriteValues: await loadRewrite(rewrites, loadRenderer) };
}

/** An item of some `rewrite`, as the manifest has it. */
interface RawRewriteOf {
  readonly operation: Readonly<Record<string, unknown>>;
  readonly isCreatedOnce: boolean;
}

async function loadRewrite(
  rewrites: readonly RawRewriteOf[],
  loadRenderer: () => Promise<TemplateRenderer>,
): Promise<RewriteValues> {
  const { rewriteValues } = await import('../core/secrets/rewrite/rewrite.lazy.ts');
  const isByExpression = rewrites.some(({ operation }) => isObject(operation['regexp']));
  const { compileExpression } = isByExpression
    ? await import('../core/secrets/regexp.lazy.ts')
    : { compileExpression: () => ({ ok: false, problem: 'the expression was not loaded' }) as const };
  const transforms = rewrites.flatMap(({ operation, isCreatedOnce }) => {
    const template = valueAt(operation, 'transform', 'template');
    return typeof template === 'string' ? [{ kind: 'transform', template, isCreatedOnce } as const] : [];
  });
  const renderKey: RenderKey =
    transforms.length > 0
      ? await (await loadRenderer()).prepareKeys(transforms)
      : () => ({ ok: false, problem: 'the template was not loaded' });
  return (values, operations) => rewriteValues(values, operations, { compileExpression, renderKey });
}

function usesTemplate({ spec }: ExternalSecret): boolean {
  return isObject(valueAt(spec, 'target', 'template'));
}

function rewritesOf({ spec }: ExternalSecret): readonly RawRewriteOf[] {
  const isCreatedOnce = spec['refreshPolicy'] === 'CreatedOnce';
  return itemsOf(spec['dataFrom']).flatMap((entry) =>
    itemsOf(entry['rewrite']).map((operation) => ({ operation, isCreatedOnce })),
  );
}

function usesProperties({ spec }: ExternalSecret): boolean {
  return (
    itemsOf(spec['data']).some((entry) => Boolean(valueAt(entry, 'remoteRef', 'property'))) ||
    itemsOf(spec['dataFrom']).some((entry) => Boolean(valueAt(entry, 'extract', 'property')))
  );
}

function itemsOf(list: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}
