import type { JsonObject } from '../json.ts';
import type { FieldError } from '../schema/field-error.ts';
import type { NameRule } from '../schema/object-meta.ts';
import type { Schema } from '../schema/schema.ts';

/** A column of `kubectl get`, as a CustomResourceDefinition declares it. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
}

/** One kind in one served version: everything the handlers must know about it. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** Defined by a CustomResourceDefinition. */
  readonly custom: boolean;
  /** Whether `/status` exists and the main endpoint leaves the status alone. */
  readonly hasStatus: boolean;
  readonly hasGeneration: boolean;
  /** Whether a PUT may leave out the resourceVersion (last write wins). */
  readonly unconditionalUpdate: boolean;
  /** Whether DELETE answers with the object instead of a Status. */
  readonly returnsDeleted: boolean;
  readonly nameRule: NameRule;
  /** Schema of the whole object, metadata included; undefined when nothing is checked. */
  readonly schema: Schema;
  /** The version objects are kept in, and its schema. */
  readonly storage: { readonly version: string; readonly schema: Schema };
  /** Sent with every answer of a deprecated version; empty for others. */
  readonly deprecation: string;
  /** Fields that a fieldSelector may name besides `metadata.name` and `metadata.namespace`. */
  readonly selectableFields: readonly string[];
  readonly columns: readonly PrinterColumn[];
  /** Fills in what the server fills in while decoding: such fields belong to the writer. */
  readonly defaults?: (object: JsonObject) => void;
  /** Fills in what the server sets afterwards, which nobody owns. `live` is undefined on create. */
  readonly prepare?: (object: JsonObject, live: JsonObject | undefined) => void;
  readonly validate?: (object: JsonObject, live: JsonObject | undefined) => FieldError[];
}

/** `v1` or `external-secrets.io/v1`. */
export function apiVersionOf(resource: { readonly group: string; readonly version: string }): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}
