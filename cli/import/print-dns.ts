import { Document, isMap, isScalar, type Pair, type YAMLMap } from 'yaml';
import { type ImportedDns, nest } from './compile-dns.ts';

/** The `dns` block of a cluster as commented YAML; what it does not carry stands above it. */
export function printImport(imported: ImportedDns, heading: string): string {
  const document = new Document({ dns: nest(imported.settings) });
  const { contents } = document;
  const dns = isMap(contents) ? contents.get('dns') : undefined;
  if (isMap(dns)) for (const { path, from } of imported.settings) comment(dns, path, from);
  return `${head(imported, heading)}${document.toString({ lineWidth: 0 })}`;
}

function head({ refused, unneeded }: ImportedDns, heading: string): string {
  const block = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
  return [
    heading,
    ...block('NOT CARRIED OVER; settle each before "enforce":', refused),
    ...block('Not needed:', unneeded),
  ]
    .map((line) => `# ${line.replaceAll('\n', ' ')}\n`)
    .join('');
}

/** Where a setting comes from, above it. */
function comment(map: YAMLMap, [first, second]: readonly string[], text: string): void {
  const pair = map.items.find((item: Pair) => isScalar(item.key) && item.key.value === first);
  if (pair === undefined) return;
  if (second !== undefined && isMap(pair.value)) comment(pair.value, [second], text);
  else if (isScalar(pair.key)) pair.key.commentBefore = ` ${text}`;
}
