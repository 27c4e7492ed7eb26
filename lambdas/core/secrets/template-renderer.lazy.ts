import { SecretValue } from '../secret-value.ts';
import { type Checked, invalid, valid } from './checked.ts';
import type { RenderKey, TransformOperation } from './rewrite/operation.ts';
import type { SecretTemplate, TemplateScope, TemplateSet } from './secret-template.ts';
import { applyTemplates, type TemplatedSecret } from './template/apply-templates.ts';
import { createTemplateEngine, type Render, type TemplateEngine } from './template/engine.ts';
import type { Chance } from './template/functions/environment.ts';
import { Budget } from './template/limits.ts';
import { tellProblem } from './template/tell-problem.ts';
import { createTemplateCache } from './template/template-cache.ts';
import { TemplateError } from './template/template-error.ts';
import type { RenderSecretInput, RenderSecretResult, TemplateRenderer } from './template-renderer.ts';

/**
 * The template engine as secret-sync uses it: whole Secrets, and the keys of a rewrite. Loaded only where a manifest
 * has a template; keeps parsed templates by their content.
 *
 * @param chance randomness and time; undefined: functions that need them are refused under every refreshPolicy
 */
export function createTemplateRenderer(chance: Chance | undefined): TemplateRenderer {
  const engine = createTemplateEngine({ chance, cache: createTemplateCache() });
  return {
    renderSecret: (template, input) => renderSecret(engine, template, input),
    prepareKeys: (operations) => prepareKeys(engine, operations),
  };
}

/** All templates of one Secret share one budget, so that no manifest can hang the function (invariant I8). */
async function renderSecret(
  engine: TemplateEngine,
  template: SecretTemplate,
  input: RenderSecretInput,
): Promise<RenderSecretResult> {
  const data = new Map([...input.data].map(([key, value]) => [key, value.unwrap()]));
  const budget = new Budget();
  const kept = template.keepsProviderKeys ? data : new Map<string, Buffer>();
  let secret: TemplatedSecret = { data: kept, labels: new Map(), annotations: new Map() };
  for (const set of template.sets) {
    const parts = partsOf(set, input);
    if (!parts.ok) return { ok: false, problem: problemAt(set, parts.problem) };
    for (const { scope, templates } of parts.value) {
      const { target, decodingStrategy } = set;
      const { isCreatedOnce } = input;
      const request = { scope, templates, target, decodingStrategy, data, isCreatedOnce, budget };
      try {
        secret = await applyTemplates(engine, secret, request);
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        return failure(set, error, templates);
      }
    }
  }
  return { ok: true, value: toRendered(secret) };
}

interface Part {
  readonly scope: TemplateScope;
  readonly templates: ReadonlyMap<string, string>;
}

/** Items of an object each by itself, in the order of the manifest. */
function partsOf({ from }: TemplateSet, { textsOf }: RenderSecretInput): Checked<readonly Part[]> {
  if (from.kind === 'inline') return valid([from]);
  const texts = textsOf(from);
  const kind = from.kind.toLowerCase();
  if (texts === undefined) return invalid(`${kind}s "${from.name}" not found`);
  const parts: Part[] = [];
  for (const { key, scope } of from.items) {
    const text = texts.get(key);
    if (text === undefined) return invalid(`error in ${kind} ${from.name}: missing key ${key}`);
    parts.push({ scope, templates: new Map([[key, text]]) });
  }
  return valid(parts);
}

function failure(
  set: TemplateSet,
  error: TemplateError,
  templates: ReadonlyMap<string, string>,
): RenderSecretResult {
  const known = set.from.kind === 'Secret' ? undefined : [...templates].flat().join('\n');
  const isRefused = error.stage === 'refused';
  const problem = problemAt(set, tellProblem(error.message, known));
  return { ok: false, problem, ...(isRefused ? { reason: 'RandomFunction' } : {}) };
}

/** ESO's words by where the templates come from, and the field, which ESO does not name. */
function problemAt({ field }: TemplateSet, problem: string): string {
  const isFrom = field.includes('.templateFrom[');
  const words = isFrom ? 'error fetching templateFrom data' : 'could not execute template';
  return `could not apply template: ${words}: ${field}: ${problem}`;
}

function toRendered({ data, labels, annotations }: TemplatedSecret) {
  return {
    data: new Map([...data].map(([key, value]) => [key, SecretValue.ofBytes(value)])),
    labels: Object.fromEntries(labels),
    annotations: Object.fromEntries(annotations),
  };
}

/** Go's name of a template that rewrites keys. */
const KEY_TEMPLATE = 'transform';

async function prepareKeys(
  engine: TemplateEngine,
  operations: readonly TransformOperation[],
): Promise<RenderKey> {
  const prepared = new Map<string, Checked<Render>>();
  for (const operation of operations) {
    const id = idOf(operation);
    if (!prepared.has(id)) prepared.set(id, await prepare(engine, operation));
  }
  return (operation, key) => {
    const render = prepared.get(idOf(operation)) ?? invalid('the template was not loaded');
    if (!render.ok) return invalid(`failed to parse template: ${render.problem}`);
    try {
      const data = new Map([['value', Buffer.from(key)]]);
      return valid(render.value({ data, missingKeys: 'none' }).toString('utf8'));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return invalid(`failed to execute template for key ${JSON.stringify(key)}: ${error.message}`);
    }
  };
}

async function prepare(
  engine: TemplateEngine,
  { template, isCreatedOnce }: TransformOperation,
): Promise<Checked<Render>> {
  try {
    return valid(await engine.prepare({ name: KEY_TEMPLATE, template, isCreatedOnce }));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return invalid(error.message);
  }
}

function idOf({ template, isCreatedOnce }: TransformOperation): string {
  return `${isCreatedOnce} ${template}`;
}
