import type { SecretValue } from '../secret-value.ts';
import type { RenderKey, TransformOperation } from './rewrite/operation.ts';
import type { ObjectTemplates, SecretTemplate } from './secret-template.ts';

/** What a template makes of the provider's keys. */
export interface RenderedSecret {
  readonly data: ReadonlyMap<string, SecretValue>;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Templates of a ConfigMap or Secret by key; undefined when there is no such object. */
export type TemplateTexts = (from: ObjectTemplates) => ReadonlyMap<string, string> | undefined;

export interface RenderSecretInput {
  /** The provider's keys, which is what templates see. */
  readonly data: ReadonlyMap<string, SecretValue>;
  readonly textsOf: TemplateTexts;
  /** Under refreshPolicy CreatedOnce functions with random or time-dependent output are served. */
  readonly isCreatedOnce: boolean;
}

export type RenderSecretResult =
  | { readonly ok: true; readonly value: RenderedSecret }
  /** The problem is ESO's, with the field; never a value. A reason: we refuse the template on purpose. */
  | { readonly ok: false; readonly problem: string; readonly reason?: string };

export type RenderSecret = (
  template: SecretTemplate,
  input: RenderSecretInput,
) => Promise<RenderSecretResult>;

/** Everything that needs the template engine; comes from a module that is loaded lazily. */
export interface TemplateRenderer {
  readonly renderSecret: RenderSecret;
  /** Makes ready for the templates of these operations, and no others. */
  prepareKeys(operations: readonly TransformOperation[]): Promise<RenderKey>;
}
