import type { DecodingStrategy } from '../decode.ts';
import type { TemplateEngine } from './engine.ts';
import { executeTemplates, type TemplateScope, type TemplateSet } from './execute.ts';
import { TemplateError } from './template-error.ts';

/** The parts of a Secret that templates fill in. */
export interface TemplatedSecret {
  readonly data: ReadonlyMap<string, Buffer>;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  /** Only where a template gives it. */
  readonly type?: string | undefined;
}

/** A set of templates with its fields as the manifest has them. */
export interface TemplateRequest extends Omit<TemplateSet, 'scope' | 'decodingStrategy'> {
  readonly scope: string;
  readonly decodingStrategy: string;
  /** `Data`, `Labels` or `Annotations`, in any case. */
  readonly target: string;
}

/** Renders a set of templates and puts the result over what the Secret has; rejects with a TemplateError. */
export async function applyTemplates(
  engine: TemplateEngine,
  secret: TemplatedSecret,
  request: TemplateRequest,
): Promise<TemplatedSecret> {
  const { scope } = request;
  if (!isScope(scope))
    throw new TemplateError('exec', `unknown scope '${scope}': expected 'Values' or 'KeysAndValues'`);
  const decodingStrategy = request.decodingStrategy === '' ? 'None' : request.decodingStrategy;
  const [first = ''] = request.templates.keys();
  if (!isStrategy(decodingStrategy)) {
    const problem = `decoding strategy ${decodingStrategy} is not supported`;
    throw new TemplateError('exec', `failed to decode rendered template value for key ${first}: ${problem}`);
  }
  const made = await executeTemplates(engine, { ...request, scope, decodingStrategy });
  return put(secret, request.target, made);
}

function isScope(scope: string): scope is TemplateScope {
  return scope === 'Values' || scope === 'KeysAndValues';
}

function isStrategy(strategy: string): strategy is DecodingStrategy {
  return ['None', 'Auto', 'Base64', 'Base64URL'].includes(strategy);
}

function put(secret: TemplatedSecret, target: string, made: ReadonlyMap<string, Buffer>): TemplatedSecret {
  const texts = [...made].map(([key, value]) => [key, value.toString('utf8')] as const);
  switch (target.toLowerCase()) {
    case 'data':
      return { ...secret, data: new Map([...secret.data, ...made]) };
    case 'labels':
      return { ...secret, labels: new Map([...secret.labels, ...texts]) };
    case 'annotations':
      return { ...secret, annotations: new Map([...secret.annotations, ...texts]) };
    case 'type':
      return { ...secret, type: texts.at(-1)?.[1] ?? secret.type };
    default:
      // ESO writes other fields into its copy of the object, of which a Secret keeps nothing.
      if (!target.split('.').includes('')) return secret;
      throw new TemplateError('exec', `failed to apply to target: invalid path "${target}": empty segment`);
  }
}
