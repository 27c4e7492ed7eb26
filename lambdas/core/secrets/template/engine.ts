import { toByteString, toText } from './byte-string.ts';
import { Execution } from './exec/execution.ts';
import type { Chance, Environment } from './functions/environment.ts';
import { loadLibraries } from './functions/load-libraries.ts';
import { REMOVED_FUNCTIONS, refuseUndetermined } from './functions/refusals.ts';
import { isFunction, loadFunctions } from './functions/table.ts';
import { Budget, exceeded } from './limits.ts';
import { map } from './make.ts';
import type { Delimiters } from './syntax/delimiters.ts';
import type { ParsedTemplate } from './syntax/node.ts';
import { parseTemplate } from './syntax/parser.ts';
import type { TemplateCache } from './template-cache.ts';
import { TemplateError } from './template-error.ts';
import type { Value } from './values.ts';

export interface TemplateEngineOptions {
  /** Randomness and time for templates of refreshPolicy CreatedOnce; undefined: they are refused there, too. */
  readonly chance: Chance | undefined;
  /** Parsed templates, kept between runs. */
  readonly cache: TemplateCache;
  /** `{{` and `}}` when left out. */
  readonly delimiters?: Delimiters | undefined;
}

export interface PrepareRequest {
  /** Goes into messages; the key of the Secret that the template makes. */
  readonly name: string;
  readonly template: string;
  /** Under refreshPolicy CreatedOnce functions with random or time-dependent output are served, else refused. */
  readonly isCreatedOnce: boolean;
}

export interface RenderInput {
  /** Decoded values of the provider, by key. */
  readonly data: ReadonlyMap<string, Buffer>;
  /** Shared by renderings that are bounded together. @default one of its own */
  readonly budget?: Budget | undefined;
  /** `none`: a key that is not there prints as `<no value>`, as in rewrites. @default 'error' */
  readonly missingKeys?: Environment['missingKeys'];
}

export type RenderRequest = PrepareRequest & RenderInput;

/** Renders a template that was prepared; throws a TemplateError. */
export type Render = (input: RenderInput) => Buffer;

export interface TemplateEngine {
  /** Parses and loads what the template's functions need, so that rendering need not wait. Rejects with a TemplateError. */
  prepare(request: PrepareRequest): Promise<Render>;
  /** The rendered bytes; rejects with a TemplateError, whatever the template and the data are. */
  render(request: RenderRequest): Promise<Buffer>;
}

/** ESO's template engine v2: Go's text/template with ESO's functions, over the provider's values. */
export function createTemplateEngine(options: TemplateEngineOptions): TemplateEngine {
  const prepare = async (request: PrepareRequest): Promise<Render> => {
    try {
      return await prepareRender(request, options);
    } catch (error) {
      throw typed(error);
    }
  };
  return { prepare, render: async (request) => (await prepare(request))(request) };
}

async function prepareRender(
  request: PrepareRequest,
  { cache, chance, delimiters }: TemplateEngineOptions,
): Promise<Render> {
  const parsed = parse(request, cache, delimiters);
  if (!request.isCreatedOnce) refuseUndetermined(parsed.functions);
  const [functions, libraries] = await Promise.all([
    loadFunctions(parsed.functions),
    loadLibraries(parsed.functions),
  ]);
  return ({ data, budget = new Budget(), missingKeys = 'error' }) => {
    const environment = {
      budget,
      libraries,
      chance: request.isCreatedOnce ? chance : undefined,
      missingKeys,
    };
    try {
      return Buffer.from(new Execution(parsed, functions, environment).run(toRoot(data)), 'latin1');
    } catch (error) {
      throw typed(error);
    }
  };
}

function toRoot(data: ReadonlyMap<string, Buffer>): Value {
  const entries = [...data].map(([key, value]) => [toByteString(key), value.toString('latin1')] as const);
  return map(entries, 'map[string]string');
}

function parse(
  { name, template }: PrepareRequest,
  cache: TemplateCache,
  delimiters: Delimiters | undefined,
): ParsedTemplate {
  const key = JSON.stringify([delimiters?.left, delimiters?.right, name, template]);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const parsed = parseTemplate({
    name: toByteString(name),
    text: toByteString(template),
    delimiters: delimiters && { left: toByteString(delimiters.left), right: toByteString(delimiters.right) },
    isFunction,
    reasonOf: (word) => REMOVED_FUNCTIONS.get(word),
  });
  cache.set(key, parsed);
  return parsed;
}

/** The message as text; running out of stack counts as too deep, whatever got there. */
function typed(error: unknown): unknown {
  if (error instanceof TemplateError) return new TemplateError(error.stage, toText(error.message));
  return error instanceof RangeError ? exceeded('is nested too deeply or makes too much text') : error;
}
