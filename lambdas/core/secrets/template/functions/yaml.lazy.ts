import { isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments } from 'yaml';
import { toByteString } from '../byte-string.ts';
import { exceeded } from '../limits.ts';
import { FunctionError } from '../template-error.ts';
import type { YamlLibrary, YamlNode } from './libraries.ts';

/** Nodes of one document, those behind aliases counted each time: an alias of aliases must not explode. */
const NODES_MAX = 100_000;
const TAG_PREFIX = 'tag:yaml.org,2002:';

/** The syntax of YAML; what a scalar means is decided elsewhere. */
export const yamlLibrary: YamlLibrary = { parse };

function parse(text: string): YamlNode | undefined {
  const source = Buffer.from(text, 'latin1')
    .toString('utf8')
    .replace(/^\ufeff/u, '');
  const [document] = parseAllDocuments(source, {
    version: '1.1',
    schema: 'failsafe',
    uniqueKeys: false,
    merge: false,
    logLevel: 'silent',
  });
  if (document === undefined || !('contents' in document)) return undefined;
  const [problem] = document.errors;
  if (problem !== undefined) {
    const line = problem.linePos?.[0].line ?? 1;
    const [message = ''] = problem.message.split('\n');
    throw new FunctionError(toByteString(`yaml: line ${line}: ${message.replace(/ at line.*/u, '')}`));
  }
  let left = NODES_MAX;
  const anchors = new Map<string, Node>();
  const read = (node: unknown, depth: number): YamlNode => {
    left -= 1;
    if (left < 0 || depth > 100) throw exceeded('reads YAML with too many nodes');
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === undefined)
        throw new FunctionError(toByteString(`yaml: unknown anchor '${node.source}' referenced`));
      return read(target, depth + 1);
    }
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined)
      anchors.set(node.anchor, node);
    if (isSeq(node)) return { kind: 'sequence', items: node.items.map((item) => read(item, depth + 1)) };
    if (isMap(node)) {
      const pairs = node.items.map(
        ({ key, value }) => [read(key, depth + 1), read(value, depth + 1)] as const,
      );
      return { kind: 'mapping', pairs };
    }
    if (!isScalar(node)) return { kind: 'scalar', text: '', isPlain: true, tag: undefined };
    const tag = node.tag?.startsWith(TAG_PREFIX) ? node.tag.slice(TAG_PREFIX.length) : node.tag;
    const value = typeof node.value === 'string' ? node.value : '';
    return {
      kind: 'scalar',
      text: toByteString(value),
      isPlain: node.type === 'PLAIN' || node.type === undefined,
      tag,
    };
  };
  return document.contents === null ? undefined : read(document.contents, 0);
}
