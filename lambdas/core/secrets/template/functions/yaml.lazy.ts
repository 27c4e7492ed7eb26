import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  type Scalar,
  type YAMLParseError,
} from 'yaml';
import { toByteString } from '../byte-string.ts';
import { DEPTH_MAX, exceeded } from '../limits.ts';
import { FunctionError } from '../template-error.ts';
import type { YamlLibrary, YamlNode } from './libraries.ts';

/** Nodes of one document, those behind aliases counted each time: an alias of aliases must not explode. */
const NODES_MAX = 100_000;
const TAG_PREFIX = 'tag:yaml.org,2002:';

/** The syntax of YAML; what a scalar means is decided elsewhere. */
export const yamlLibrary: YamlLibrary = { parse };

function parse(text: string): YamlNode | undefined {
  const source = sourceOf(text);
  return parseSource(source, (problem) => {
    const shorter = upToDedent(source, problem);
    if (shorter === undefined) throw syntaxError(problem, source);
    return parseSource(shorter, () => {
      throw syntaxError(problem, source);
    });
  });
}

function parseSource(
  source: string,
  onProblem: (problem: YAMLParseError) => YamlNode | undefined,
): YamlNode | undefined {
  const [document] = parseAllDocuments(source, {
    version: '1.1',
    schema: 'failsafe',
    uniqueKeys: false,
    merge: false,
    logLevel: 'silent',
  });
  if (document === undefined || !('contents' in document)) return undefined;
  const [problem] = document.errors;
  if (problem !== undefined) return onProblem(problem);
  return document.contents === null ? undefined : new TreeReader(source).read(document.contents, 0);
}

/** Characters that YAML does not allow anywhere. */
const CONTROL = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/v;

function sourceOf(bytes: string): string {
  const buffer = Buffer.from(bytes, 'latin1');
  const source = buffer.toString('utf8');
  if (!Buffer.from(source, 'utf8').equals(buffer)) throw failed('yaml: invalid leading UTF-8 octet');
  if (CONTROL.test(source)) throw failed('yaml: control characters are not allowed');
  return withPlainBreaks(source.replace(/^\ufeff/u, ''));
}

/** NEL, LS and PS end lines in YAML 1.1; inside quotes and blocks they are left to the reader. */
function withPlainBreaks(source: string): string {
  return /["'|>]/u.test(source) ? source : source.replace(/[\u0085\u2028\u2029]/gu, '\n');
}

/**
 * Go stops at a line that is indented less than the first one: the document ends there. The text up to it, where
 * that is what the parser stumbled over.
 */
function upToDedent(source: string, { pos }: YAMLParseError): string | undefined {
  const lineStart = source.lastIndexOf('\n', pos[0] - 1) + 1;
  const before = source.slice(lineStart, pos[0]);
  const indent =
    /^ */u.exec(source.split('\n').find((line) => /^ *[^ #\r]/u.test(line)) ?? '')?.[0].length ?? 0;
  return lineStart > 0 && /^ *$/u.test(before) && before.length < indent
    ? source.slice(0, lineStart)
    : undefined;
}

function failed(message: string): FunctionError {
  return new FunctionError(toByteString(`error converting YAML to JSON: ${message}`));
}

/** Go's words for what the parser found; where it counts lines, it counts from zero and leaves that one out. */
function syntaxError({ code, message, linePos }: YAMLParseError, source: string): FunctionError {
  const bracket = /end with a ([\]}])/u.exec(message)?.[1];
  if (bracket !== undefined) {
    const lines = source.trimEnd().split('\n').length;
    const isOpen = /[[{,]$/u.test(source.trimEnd());
    const what = isOpen ? 'did not find expected node content' : `did not find expected ',' or '${bracket}'`;
    return failed(`yaml: line ${lines}: ${what}`);
  }
  const line = (linePos?.[0].line ?? 1) - 1;
  const known = SCANNER.find(([pattern]) => pattern.test(`${code} ${message}`))?.[1];
  if (known !== undefined) return failed(`yaml: ${line === 0 ? '' : `line ${line + 1}: `}${known}`);
  const [first = ''] = message.split('\n');
  return failed(`yaml: ${line === 0 ? '' : `line ${line}: `}${first.replace(/ at line.*/u, '')}`);
}

const SCANNER: readonly (readonly [RegExp, string])[] = [
  [/Missing closing/u, 'found unexpected end of stream'],
  [
    /Nested mappings|BLOCK_AS_IMPLICIT_KEY|Implicit keys need/u,
    'mapping values are not allowed in this context',
  ],
  [
    /TAB_AS_INDENT|BAD_SCALAR_START|reserved character|directive indicator/u,
    'found character that cannot start any token',
  ],
  [
    /Block collections are not allowed within flow|BLOCK_IN_FLOW/u,
    'block sequence entries are not allowed in this context',
  ],
];

/** Turns the library's tree into ours, aliases resolved. */
class TreeReader {
  #left = NODES_MAX;
  readonly #source: string;
  readonly #anchors = new Map<string, Node>();

  constructor(source: string) {
    this.#source = source;
  }

  read(node: unknown, depth: number): YamlNode {
    this.#left -= 1;
    if (this.#left < 0 || depth > DEPTH_MAX) throw exceeded('reads YAML with too many nodes');
    if (isAlias(node)) {
      const target = this.#anchors.get(node.source);
      if (target === undefined) throw failed(`yaml: unknown anchor '${node.source}' referenced`);
      return this.read(target, depth + 1);
    }
    const isNode = isScalar(node) || isMap(node) || isSeq(node);
    if (isNode && node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (isSeq(node)) return { kind: 'sequence', items: node.items.map((item) => this.read(item, depth + 1)) };
    if (isMap(node)) {
      const pairs = node.items.map(
        ({ key, value }) => [this.read(key, depth + 1), this.read(value, depth + 1)] as const,
      );
      return { kind: 'mapping', pairs };
    }
    return isScalar(node)
      ? scalarNode(node, this.#source)
      : { kind: 'scalar', text: '', isPlain: true, tag: undefined };
  }
}

function scalarNode({ tag, value, type, range }: Scalar, source: string): YamlNode {
  const [start = 0, end = 0] = range ?? [];
  if (type === 'QUOTE_DOUBLE' && /(?<!\\)(?:\\\\)*\\\//u.test(source.slice(start, end))) {
    throw failed('yaml: found unknown escape character');
  }
  const text = typeof value === 'string' ? value : '';
  // Go adds no line break that is not there: a block at the very end may have none.
  const isCut = type?.startsWith('BLOCK') === true && end >= source.length && !source.endsWith('\n');
  return {
    kind: 'scalar',
    text: toByteString(isCut ? text.replace(/\n$/u, '') : text),
    isPlain: type === 'PLAIN' || type === undefined,
    tag: tag?.startsWith(TAG_PREFIX) ? tag.slice(TAG_PREFIX.length) : tag,
  };
}
