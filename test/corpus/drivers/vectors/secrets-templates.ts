import { applyTemplates } from '../../../../lambdas/core/secrets/template/apply-templates.ts';
import { createTemplateEngine } from '../../../../lambdas/core/secrets/template/engine.ts';
import { createTemplateCache } from '../../../../lambdas/core/secrets/template/template-cache.ts';
import { textOf } from './answers.ts';
import { testChance } from './chance.ts';
import type { Vector, VectorRunners } from './vector.ts';

/** Templates, rendered as under refreshPolicy CreatedOnce, so that random functions run. */
export const templateRunners: VectorRunners = {
  'template-core': render,
  'template-errors': render,
  'template-sprig': render,
  'template-eso': render,
  'template-printf': render,
  'template-compare': render,
  'template-strings': render,
  'template-generated': render,
  'template-realistic': render,
  'eso-execute': execute,
};

const cache = createTemplateCache();

async function render(vector: Vector) {
  const [left, right] = (vector['delims'] ?? ['{{', '}}']) as readonly [string, string];
  const engine = createTemplateEngine({ chance: testChance, cache, delimiters: { left, right } });
  const output = await engine.render({
    name: textOf(vector, 'name'),
    template: textOf(vector, 'template'),
    data: dataOf(vector),
    isCreatedOnce: true,
  });
  return { output };
}

/** What a `templateFrom` of this target leaves in a Secret that held `existing`. */
async function execute(vector: Vector) {
  const engine = createTemplateEngine({ chance: testChance, cache });
  const { data, labels, annotations } = (vector['existing'] ?? {}) as Partial<Existing>;
  const secret = {
    data: new Map(Object.entries(data ?? {}).map(([key, text]) => [key, Buffer.from(text, 'base64')])),
    labels: new Map(Object.entries(labels ?? {})),
    annotations: new Map(Object.entries(annotations ?? {})),
  };
  const applied = await applyTemplates(engine, secret, {
    scope: textOf(vector, 'scope'),
    target: textOf(vector, 'target'),
    templates: new Map(Object.entries((vector['template'] ?? {}) as Readonly<Record<string, string>>)),
    data: dataOf(vector),
    decodingStrategy: textOf(vector, 'decodingStrategy'),
    isCreatedOnce: true,
  });
  const encoded = [...applied.data].map(([key, value]) => [key, value.toString('base64')] as const);
  return {
    result: {
      data: Object.fromEntries(encoded),
      labels: Object.fromEntries(applied.labels),
      annotations: Object.fromEntries(applied.annotations),
      type: applied.type ?? '',
    },
  };
}

type Existing = Readonly<Record<'data' | 'labels' | 'annotations', Readonly<Record<string, string>>>>;

/** `data` as texts and `dataBase64` as bytes. */
function dataOf(vector: Vector): ReadonlyMap<string, Buffer> {
  const values = (field: string, encoding: 'utf8' | 'base64') =>
    Object.entries((vector[field] ?? {}) as Readonly<Record<string, string>>).map(
      ([key, text]) => [key, Buffer.from(text, encoding)] as const,
    );
  return new Map([...values('data', 'utf8'), ...values('dataBase64', 'base64')]);
}
