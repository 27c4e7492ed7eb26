import { SecretValue } from '../../secret-value.ts';
import { type DecodingStrategy, decodeValue } from '../decode.ts';
import { toText } from './byte-string.ts';
import type { TemplateEngine } from './engine.ts';
import type { Budget } from './limits.ts';
import { TemplateError } from './template-error.ts';

/** `Values`: a template for each key. `KeysAndValues`: each template makes a YAML document of keys and values. */
export type TemplateScope = 'Values' | 'KeysAndValues';

export interface TemplateSet {
  readonly scope: TemplateScope;
  /** Templates by key; with scope KeysAndValues the key is not looked at. */
  readonly templates: ReadonlyMap<string, string>;
  /** Decoded values of the provider. */
  readonly data: ReadonlyMap<string, Buffer>;
  /** `valuesDecodingStrategy`: what is done to each rendered value. */
  readonly decodingStrategy: DecodingStrategy;
  readonly isCreatedOnce: boolean;
  /** Shared by sets that are bounded together. @default one for each template */
  readonly budget?: Budget | undefined;
}

/** Characters of a template that stand in for its name in a message; the whole text says no more. */
const NAME_CHARACTERS_MAX = 100;

/**
 * What a set of templates makes, key by key; rejects with a TemplateError that begins as ESO's does:
 * `unable to execute template at key K: unable to parse template at key K: ...`.
 */
export async function executeTemplates(
  engine: TemplateEngine,
  set: TemplateSet,
): Promise<ReadonlyMap<string, Buffer>> {
  const made = new Map<string, Buffer>();
  for (const [key, template] of [...set.templates].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const name = set.scope === 'Values' ? key : template.slice(0, NAME_CHARACTERS_MAX);
    const rendered = await render(engine, set, { name, template });
    const values =
      set.scope === 'Values' ? new Map([[key, rendered]]) : await readDocument(rendered, set.budget);
    for (const [target, value] of values) made.set(target, decode(target, value, set.decodingStrategy));
  }
  return made;
}

async function render(
  engine: TemplateEngine,
  { data, isCreatedOnce, budget }: TemplateSet,
  { name, template }: { readonly name: string; readonly template: string },
): Promise<Buffer> {
  try {
    return await engine.render({ name, template, data, isCreatedOnce, budget });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const verb = error.stage === 'parse' ? 'parse' : 'execute';
    const message = `unable to execute template at key ${name}: unable to ${verb} template at key ${name}: ${error.message}`;
    throw new TemplateError(error.stage, message);
  }
}

async function readDocument(
  rendered: Buffer,
  budget: Budget | undefined,
): Promise<ReadonlyMap<string, Buffer>> {
  const { readTextMap } = await import('./yaml/text-map.lazy.ts');
  const values = await readTextMap(rendered.toString('latin1'), budget);
  return new Map([...values].map(([key, value]) => [toText(key), Buffer.from(value, 'latin1')]));
}

function decode(key: string, value: Buffer, strategy: DecodingStrategy): Buffer {
  const decoded = decodeValue(SecretValue.ofBytes(value), strategy);
  if (decoded.ok) return decoded.value.unwrap();
  throw new TemplateError(
    'exec',
    `failed to decode rendered template value for key ${key}: ${decoded.problem}`,
  );
}
