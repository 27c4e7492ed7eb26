import * as v from 'valibot';
import { OptionalText, oneOf } from './raw-field.ts';

/** Shape of `spec.target.template`. */

const Texts = v.optional(v.nullable(v.record(v.string(), v.string())));

const ObjectShape = v.optional(
  v.nullable(
    v.object({
      name: v.string(),
      items: v.optional(
        v.nullable(v.array(v.object({ key: v.string(), templateAs: oneOf(['Values', 'KeysAndValues']) }))),
      ),
    }),
  ),
);

const FromShape = v.object({
  configMap: ObjectShape,
  secret: ObjectShape,
  literal: OptionalText,
  // Checked by a rule, whatever its case: v1 allows any text here, for targets that are not Secrets.
  target: OptionalText,
  valuesDecodingStrategy: oneOf(['None', 'Auto', 'Base64', 'Base64URL']),
});

export const TemplateShape = v.object({
  type: OptionalText,
  engineVersion: OptionalText,
  mergePolicy: oneOf(['Replace', 'Merge']),
  metadata: v.optional(
    v.nullable(
      v.object({
        labels: Texts,
        annotations: Texts,
        finalizers: v.optional(v.nullable(v.array(v.string()))),
      }),
    ),
  ),
  data: Texts,
  templateFrom: v.optional(v.nullable(v.array(FromShape))),
});

export type RawTemplate = v.InferOutput<typeof TemplateShape>;
