import type { DecodingStrategy } from './decode.ts';
import type { RawTemplate } from './raw-template.ts';

/** `spec.target.template`, defaults filled in (reference: eso 4.1). */
export interface SecretTemplate {
  /** Type of the Secret; empty: as it is, or Opaque. */
  readonly type: string;
  /** Whether the provider's keys are kept beside those that templates make. */
  readonly keepsProviderKeys: boolean;
  readonly finalizers: readonly string[];
  /** In order of precedence, the later wins: `templateFrom`, then `data`, then labels and annotations. */
  readonly sets: readonly TemplateSet[];
}

/** What a set of templates fills in. */
export type TemplateTarget = 'data' | 'labels' | 'annotations';

/** Templates that are rendered together. */
export interface TemplateSet {
  /** As messages name it: `spec.target.template.data`. */
  readonly field: string;
  readonly target: TemplateTarget;
  /** `valuesDecodingStrategy`: what is done to each rendered value. */
  readonly decodingStrategy: DecodingStrategy;
  readonly from: InlineTemplates | ObjectTemplates;
}

/** Templates by key in the manifest itself; a `literal` makes its own keys. */
export interface InlineTemplates {
  readonly kind: 'inline';
  readonly scope: TemplateScope;
  readonly templates: ReadonlyMap<string, string>;
}

/** Templates in an object of the ExternalSecret's namespace. */
export interface ObjectTemplates {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly items: readonly { readonly key: string; readonly scope: TemplateScope }[];
}

/** `Values`: a template for each key. `KeysAndValues`: each template makes a YAML document of keys and values. */
export type TemplateScope = 'Values' | 'KeysAndValues';

const FIELD = 'spec.target.template';

export function toSecretTemplate(raw: RawTemplate): SecretTemplate {
  const data = toMap(raw.data);
  const hasNone = data.size === 0 && (raw.templateFrom ?? []).length === 0;
  return {
    type: raw.type ?? '',
    keepsProviderKeys: raw.mergePolicy === 'Merge' || hasNone,
    finalizers: raw.metadata?.finalizers ?? [],
    sets: [
      ...(raw.templateFrom ?? []).flatMap(toSets),
      inline('data', `${FIELD}.data`, data),
      inline('labels', `${FIELD}.metadata.labels`, toMap(raw.metadata?.labels)),
      inline('annotations', `${FIELD}.metadata.annotations`, toMap(raw.metadata?.annotations)),
    ],
  };
}

/** ConfigMaps and Secrets that a template is made from; none without a template. */
export function templateObjects(template: SecretTemplate | undefined): readonly ObjectTemplates[] {
  return (template?.sets ?? []).flatMap(({ from }) => (from.kind === 'inline' ? [] : [from]));
}

type RawFrom = NonNullable<RawTemplate['templateFrom']>[number];

/** One item may name all three; they come in this order. */
function toSets(raw: RawFrom, index: number): readonly TemplateSet[] {
  const field = `${FIELD}.templateFrom[${index}]`;
  const set = (part: string, from: TemplateSet['from']): TemplateSet => ({
    field: `${field}.${part}`,
    target: toTarget(raw.target),
    decodingStrategy: raw.valuesDecodingStrategy,
    from,
  });
  return [
    ...(raw.configMap ? [set('configMap', toObject('ConfigMap', raw.configMap))] : []),
    ...(raw.secret ? [set('secret', toObject('Secret', raw.secret))] : []),
    ...(raw.literal ? [set('literal', toLiteral(raw.literal))] : []),
  ];
}

function toObject(kind: ObjectTemplates['kind'], raw: NonNullable<RawFrom['secret']>): ObjectTemplates {
  const items = (raw.items ?? []).map(({ key, templateAs }) => ({ key, scope: templateAs }));
  return { kind, name: raw.name, items };
}

function toLiteral(text: string): InlineTemplates {
  return { kind: 'inline', scope: 'KeysAndValues', templates: new Map([['literal', text]]) };
}

function inline(target: TemplateTarget, field: string, templates: ReadonlyMap<string, string>): TemplateSet {
  return { field, target, decodingStrategy: 'None', from: { kind: 'inline', scope: 'Values', templates } };
}

/** The rules of a spec have let no other through (template-rules.ts). */
function toTarget(target: string | null | undefined): TemplateTarget {
  const lower = target?.toLowerCase();
  return lower === 'labels' || lower === 'annotations' ? lower : 'data';
}

function toMap(texts: Readonly<Record<string, string>> | null | undefined): ReadonlyMap<string, string> {
  return new Map(Object.entries(texts ?? {}));
}
