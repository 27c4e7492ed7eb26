import { isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import type { ConfigurationSetting } from './step.ts';

/**
 * The text of a configuration document with values of one cluster changed. What is not changed stays as it is, comments
 * and layout included, wherever the old value stands on one line.
 *
 * @param root where the document lies in the file: `['context', 'sluice']` in cdk.json, nowhere else
 * @throws Error when the file has no such cluster
 */
export function editConfiguration(
  text: string,
  settings: readonly ConfigurationSetting[],
  { cluster, root = [] }: { readonly cluster: string; readonly root?: readonly string[] },
): string {
  return settings.reduce((current, setting) => editOne(current, setting, { cluster, root }), text);
}

function editOne(
  text: string,
  { path, value }: ConfigurationSetting,
  { cluster, root }: { readonly cluster: string; readonly root: readonly string[] },
): string {
  const document = parseDocument(text);
  const index = clusterIndex(document.getIn([...root, 'clusters'], true), cluster);
  const place = [...root, 'clusters', index, ...path];
  const found = document.getIn(place, true);
  if (isOneLine(found, text)) {
    const [start, end] = found.range;
    return `${text.slice(0, start)}${print(value, text.slice(start, end))}${text.slice(end)}`;
  }
  if (isJson(text)) return editJson(text, place, value);
  document.setIn(place, document.createNode(value, { flow: Array.isArray(value) }));
  return document.toString({ lineWidth: 0 });
}

function clusterIndex(clusters: unknown, name: string): number {
  const index = isSeq(clusters)
    ? clusters.items.findIndex((item) => isMap(item) && item.get('name') === name)
    : -1;
  if (index < 0) throw new Error(`the configuration file has no cluster named "${name}"`);
  return index;
}

type Placed = Node & { readonly range: [number, number, number] };

/** A value that can be cut out: a scalar, or a list in brackets, without a line break in it. */
function isOneLine(node: unknown, text: string): node is Placed {
  if (!isScalar(node) && !(isSeq(node) && node.flow === true)) return false;
  const { range } = node;
  return range !== undefined && range !== null && !text.slice(range[0], range[1]).includes('\n');
}

/** In the manner of what it replaces: a text that was quoted stays quoted. */
function print(value: string | readonly string[], before: string): string {
  if (typeof value !== 'string') {
    const quote = before.includes('"');
    return `[${value.map((item) => (quote ? JSON.stringify(item) : printText(item))).join(', ')}]`;
  }
  return /^["']/.test(before) ? JSON.stringify(value) : printText(value);
}

/** Plain where YAML reads it back as the same text. */
function printText(value: string): string {
  return /^[a-z][a-z0-9-]*$/i.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value)
    ? value
    : JSON.stringify(value);
}

function isJson(text: string): boolean {
  return text.trimStart().startsWith('{');
}

function editJson(
  text: string,
  place: readonly (string | number)[],
  value: ConfigurationSetting['value'],
): string {
  const document: unknown = JSON.parse(text);
  let current = document as Record<string | number, unknown>;
  for (const key of place.slice(0, -1)) {
    current[key] ??= {};
    current = current[key] as Record<string | number, unknown>;
  }
  current[place.at(-1) ?? ''] = value;
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
