import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { refuseField } from '../../lambdas/core/secrets/not-built.ts';
import {
  EXTERNAL_SECRET_FIELDS,
  type FieldTree,
  findUnsupportedField,
  STORE_FIELDS,
} from '../../lambdas/core/secrets/supported-fields.ts';
import { DIFFERENT } from './field-remarks.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOCUMENT = join(ROOT, 'docs/compatibility.md');
const BEGIN = "<!-- ESO's fields, written by: npm run corpus -- fields --write -->";
const END = '<!-- end of fields -->';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface Definition {
  readonly spec: {
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: { readonly properties: { readonly spec: Schema } } };
    }[];
  };
}

/** Every field of v1 below `spec`, as the definition has them: `spec.data[].secretKey`. */
function fieldsOf(plural: string): readonly string[] {
  const file = join(ROOT, `manifests/crds/${plural}.external-secrets.io.yaml`);
  const definition = parse(readFileSync(file, 'utf8')) as Definition;
  const version = definition.spec.versions.find(({ name }) => name === 'v1');
  if (version === undefined) throw new Error(`${file} has no version v1`);
  return leaves(version.schema.openAPIV3Schema.properties.spec, 'spec').toSorted();
}

function leaves({ properties, items }: Schema, path: string): readonly string[] {
  if (properties !== undefined) {
    return Object.entries(properties).flatMap(([name, schema]) => leaves(schema, `${path}.${name}`));
  }
  return items === undefined ? [path] : leaves(items, `${path}[]`);
}

/** An object in which only this field has a value: what the product says of it is the verdict. */
function specWith(path: string): unknown {
  const steps = path.split('.').slice(1);
  return steps.reduceRight<unknown>((content, step) => {
    const name = step.replace('[]', '');
    return { [name]: step.endsWith('[]') ? [content] : content };
  }, 'x');
}

/** Values that stand for those allowed where a field takes a list of them. */
function row(path: string, tree: FieldTree, remarkKey = path): string {
  const found = findUnsupportedField(specWith(path), tree, 'spec');
  const shown = `\`${path}\``;
  // With the value named, the field is read, and takes only some values.
  const isRefused = found !== undefined && !found.endsWith('"x"');
  if (isRefused) {
    const { reason, message } = refuseField(found);
    return `| ${shown} | refused | \`${reason}\`: ${message} |`;
  }
  const remark = DIFFERENT[remarkKey];
  return remark === undefined ? `| ${shown} | supported | |` : `| ${shown} | different | ${remark} |`;
}

const HEAD = ['| Field | sluice | How |', '|---|---|---|'];

/** The tables of docs/compatibility.md, from the definitions, the code and the remarks. */
export function formatFieldList(): string {
  const stores = fieldsOf('clustersecretstores').filter((path) => !isOtherProvider(path));
  const children = fieldsOf('clusterexternalsecrets').filter(
    (path) => !path.startsWith('spec.externalSecretSpec.'),
  );
  return [
    '### ExternalSecret',
    '',
    ...HEAD,
    ...fieldsOf('externalsecrets').map((path) => row(path, EXTERNAL_SECRET_FIELDS)),
    '',
    '### SecretStore, ClusterSecretStore',
    '',
    ...HEAD,
    ...stores.map((path) =>
      row(path, STORE_FIELDS, path === 'spec.refreshInterval' ? `${path} (store)` : path),
    ),
    '| `spec.provider` other than `aws` | left alone | ExternalSecrets of such a store are never touched |',
    '',
    '### ClusterExternalSecret',
    '',
    ...HEAD,
    ...children.map((path) => `| \`${path}\` | supported | |`),
    '| `spec.externalSecretSpec` | as above | the fields of ExternalSecret |',
  ].join('\n');
}

function isOtherProvider(path: string): boolean {
  return path.startsWith('spec.provider.') && !path.startsWith('spec.provider.aws.');
}

/** Paths of remarks that no definition has. */
export function findStrayRemarks(): readonly string[] {
  const known = new Set([...fieldsOf('externalsecrets'), ...fieldsOf('clustersecretstores')]);
  return Object.keys(DIFFERENT).filter((path) => !known.has(path.replace(' (store)', '')));
}

/** The list as the document has it; with `write` it is replaced by what the code says now. */
export function readFieldList(write = false): string {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [start, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`docs/compatibility.md must hold "${BEGIN}" and "${END}"`);
  if (!write) return text.slice(start + BEGIN.length, end).trim();
  const list = formatFieldList();
  writeFileSync(DOCUMENT, `${text.slice(0, start + BEGIN.length)}\n${list}\n${text.slice(end)}`);
  return list;
}
