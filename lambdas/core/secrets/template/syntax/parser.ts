import { DEPTH_MAX, exceeded, TEMPLATE_BYTES_MAX } from '../limits.ts';
import { DEFAULT_DELIMITERS, type Delimiters } from './delimiters.ts';
import { Lexer } from './lexer.ts';
import type { BranchNode, ListNode, ParsedTemplate, PipeNode, StatementNode } from './node.ts';
import { parsePipeline } from './parse-pipeline.ts';
import type { Token } from './token.ts';
import { TokenStream } from './token-stream.ts';
import { unquote } from './unquote.ts';

export interface ParseRequest {
  /** Goes into messages. Byte string, as is `text`. */
  readonly name: string;
  readonly text: string;
  readonly delimiters?: Delimiters | undefined;
  isFunction(name: string): boolean;
  /** Why there is no function of this name, where that is known. */
  reasonOf?(name: string): string | undefined;
}

/** Parses a template as Go's text/template does; throws a TemplateError in Go's words. Linear in the text. */
export function parseTemplate(request: ParseRequest): ParsedTemplate {
  if (request.text.length > TEMPLATE_BYTES_MAX) throw exceeded(`has more than ${TEMPLATE_BYTES_MAX} bytes`);
  return new Parser(request).parse();
}

/** What ends a list of statements. */
type End = { readonly kind: 'end' } | { readonly kind: 'else'; readonly next: 'if' | 'with' | undefined };

function isEnd(item: StatementNode | End): item is End {
  return item.kind === 'end' || item.kind === 'else';
}

/** State of one parse, with what its parts share. */
export class Parser {
  readonly stream: TokenStream;
  readonly functions = new Set<string>();
  readonly request: ParseRequest;
  /** Variables in scope, `$` first. */
  variables: string[] = ['$'];
  #rangeDepth = 0;
  #depth = 0;
  readonly #trees = new Map<string, ListNode>();

  constructor(request: ParseRequest) {
    this.request = request;
    const lexer = new Lexer(request.text, request.delimiters ?? DEFAULT_DELIMITERS);
    this.stream = new TokenStream(lexer, request.name);
  }

  parse(): ParsedTemplate {
    const { stream } = this;
    const nodes: StatementNode[] = [];
    while (stream.peek().kind !== 'eof') {
      if (stream.peek().kind === 'leftDelim') {
        const delim = stream.next();
        const word = stream.nextNonSpace();
        if (word.kind === 'define') {
          this.#parseDefinition();
          continue;
        }
        stream.back(delim, word);
      }
      const node = this.#parseItem();
      if (isEnd(node)) stream.fail(`unexpected {{${node.kind}}}`);
      else nodes.push(node);
    }
    const { name, text } = this.request;
    this.#add(name, { nodes });
    return { name, text, trees: this.#trees, functions: this.functions };
  }

  /** Runs `inside` one level deeper; templates nested too deeply are refused. */
  nested<T>(inside: () => T): T {
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX) throw exceeded(`is nested deeper than ${DEPTH_MAX} levels`);
    const result = inside();
    this.#depth -= 1;
    return result;
  }

  #parseDefinition(): void {
    const context = 'define clause';
    const token = this.stream.nextNonSpace();
    const name = this.#templateName(token, context);
    this.stream.expect('rightDelim', context);
    this.#parseTree(name, context);
  }

  /** The body of a definition: variables and loops outside do not reach into it. */
  #parseTree(name: string, context: string): void {
    const outer = { variables: this.variables, rangeDepth: this.#rangeDepth };
    this.variables = ['$'];
    this.#rangeDepth = 0;
    const { list, end } = this.nested(() => this.#parseList());
    if (end.kind !== 'end') this.stream.fail(`unexpected {{else}} in ${context}`);
    this.variables = outer.variables;
    this.#rangeDepth = outer.rangeDepth;
    this.#add(name, list);
  }

  #add(name: string, list: ListNode): void {
    const existing = this.#trees.get(name);
    if (existing === undefined || isEmpty(existing)) this.#trees.set(name, list);
    else if (!isEmpty(list)) this.stream.fail(`template: multiple definition of template "${name}"`);
  }

  #parseList(): { readonly list: ListNode; readonly end: End } {
    const nodes: StatementNode[] = [];
    while (this.stream.peekNonSpace().kind !== 'eof') {
      const node = this.#parseItem();
      if (isEnd(node)) return { list: { nodes }, end: node };
      nodes.push(node);
    }
    return this.stream.fail('unexpected EOF');
  }

  #parseItem(): StatementNode | End {
    const token = this.stream.nextNonSpace();
    if (token.kind === 'text') return { kind: 'text', position: token.position, text: token.text };
    if (token.kind !== 'leftDelim') return this.stream.unexpected(token, 'input');
    this.stream.actionLine = token.line;
    const node = this.#parseAction();
    this.stream.actionLine = 0;
    return node;
  }

  #parseAction(): StatementNode | End {
    const token = this.stream.nextNonSpace();
    switch (token.kind) {
      case 'block':
        return this.#parseBlock();
      case 'break':
      case 'continue':
        return this.#parseJump(token.kind, token.position);
      case 'else':
        return this.#parseElse();
      case 'end':
        this.stream.expect('rightDelim', 'end');
        return { kind: 'end' };
      case 'if':
      case 'range':
      case 'with':
        return this.#parseBranch(token.kind);
      case 'template':
        return this.#parseCall();
      default: {
        this.stream.back(token);
        return {
          kind: 'action',
          position: token.position,
          pipe: parsePipeline(this, 'command', 'rightDelim'),
        };
      }
    }
  }

  #parseJump(kind: 'break' | 'continue', position: number): StatementNode {
    const token = this.stream.nextNonSpace();
    if (token.kind !== 'rightDelim') this.stream.unexpected(token, `{{${kind}}}`);
    if (this.#rangeDepth === 0) this.stream.fail(`{{${kind}}} outside {{range}}`);
    return { kind, position };
  }

  #parseElse(): End {
    const { kind } = this.stream.peekNonSpace();
    if (kind === 'if' || kind === 'with') return { kind: 'else', next: kind };
    this.stream.expect('rightDelim', 'else');
    return { kind: 'else', next: undefined };
  }

  #parseBranch(kind: BranchNode['kind']): BranchNode {
    return this.nested(() => {
      const scope = this.variables.length;
      const pipe = parsePipeline(this, kind, 'rightDelim');
      if (kind === 'range') this.#rangeDepth += 1;
      const { list, end } = this.#parseList();
      if (kind === 'range') this.#rangeDepth -= 1;
      const otherwise = end.kind === 'else' ? this.#parseOtherwise(kind, end.next) : undefined;
      this.variables.length = scope;
      return { kind, position: pipe.position, pipe, list, otherwise };
    });
  }

  #parseOtherwise(kind: BranchNode['kind'], next: 'if' | 'with' | undefined): ListNode {
    if (next !== undefined && next === kind) {
      this.stream.nextNonSpace();
      return { nodes: [this.#parseBranch(next)] };
    }
    const { list, end } = this.#parseList();
    if (end.kind !== 'end') this.stream.fail('expected end; found {{else}}');
    return list;
  }

  #parseBlock(): StatementNode {
    const context = 'block clause';
    const token = this.stream.nextNonSpace();
    const name = this.#templateName(token, context);
    const pipe = parsePipeline(this, context, 'rightDelim');
    this.#parseTree(name, context);
    return { kind: 'template', position: token.position, name, pipe };
  }

  #parseCall(): StatementNode {
    const context = 'template clause';
    const token = this.stream.nextNonSpace();
    const name = this.#templateName(token, context);
    const next = this.stream.nextNonSpace();
    let pipe: PipeNode | undefined;
    if (next.kind !== 'rightDelim') {
      this.stream.back(next);
      pipe = parsePipeline(this, context, 'rightDelim');
    }
    return { kind: 'template', position: token.position, name, pipe };
  }

  #templateName(token: Token, context: string): string {
    if (token.kind !== 'string' && token.kind !== 'rawString') return this.stream.unexpected(token, context);
    return unquote(token.text) ?? this.stream.fail('invalid syntax');
  }
}

/** A tree of white space only may be defined again. */
function isEmpty({ nodes }: ListNode): boolean {
  return nodes.every((node) => node.kind === 'text' && /^[\t-\r \x85\xa0]*$/.test(node.text));
}
