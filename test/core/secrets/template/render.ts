import { createTemplateEngine } from '../../../../lambdas/core/secrets/template/engine.ts';
import { createTemplateCache } from '../../../../lambdas/core/secrets/template/template-cache.ts';
import { testChance } from '../../../corpus/drivers/vectors/chance.ts';

const engine = createTemplateEngine({ chance: testChance, cache: createTemplateCache() });

export interface RenderOptions {
  readonly data?: Readonly<Record<string, string | Buffer>>;
  readonly isCreatedOnce?: boolean;
}

/** Renders a template named `key`, as bytes. */
export async function renderBytes(template: string, options: RenderOptions = {}): Promise<Buffer> {
  const { data = {}, isCreatedOnce = false } = options;
  const bytes = Object.entries(data).map(([key, value]) => [key, Buffer.from(value)] as const);
  return await engine.render({ name: 'key', template, data: new Map(bytes), isCreatedOnce });
}

/** Renders a template named `key`, as text. */
export async function render(template: string, options: RenderOptions = {}): Promise<string> {
  return (await renderBytes(template, options)).toString('utf8');
}
