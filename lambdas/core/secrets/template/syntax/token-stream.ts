import { quote } from '../fmt/quote.ts';
import { TemplateError } from '../template-error.ts';
import type { Lexer } from './lexer.ts';
import { isKeyword, type Token, type TokenKind } from './token.ts';

const SHOWN_CHARACTERS_MAX = 10;

/** The lexer's tokens with a look ahead, and the errors that name them. */
export class TokenStream {
  readonly #lexer: Lexer;
  readonly #name: string;
  /** Read ahead, next one last. */
  readonly #ahead: Token[] = [];
  #line = 1;
  /** Line of the action that is being read; 0 outside one. */
  actionLine = 0;

  constructor(lexer: Lexer, name: string) {
    this.#lexer = lexer;
    this.#name = name;
  }

  next(): Token {
    const ahead = this.#ahead.pop();
    if (ahead !== undefined) return ahead;
    const token = this.#lexer.next();
    this.#line = token.line;
    return token;
  }

  /** Gives tokens back, in the order in which they were read. */
  back(...tokens: readonly Token[]): void {
    this.#ahead.push(...tokens.toReversed());
  }

  peek(): Token {
    const token = this.next();
    this.back(token);
    return token;
  }

  nextNonSpace(): Token {
    for (;;) {
      const token = this.next();
      if (token.kind !== 'space') return token;
    }
  }

  peekNonSpace(): Token {
    const token = this.nextNonSpace();
    this.back(token);
    return token;
  }

  expect(kind: TokenKind, context: string): Token {
    const token = this.nextNonSpace();
    if (token.kind !== kind) this.unexpected(token, context);
    return token;
  }

  unexpected(token: Token, context: string): never {
    if (token.kind !== 'error') return this.fail(`unexpected ${describe(token)} in ${context}`);
    if (this.actionLine === 0 || this.actionLine === token.line) return this.fail(token.text);
    const started = ` in action started at ${this.#name}:${this.actionLine}`;
    const extra = token.text.endsWith(' action') ? started.slice(' in action'.length) : started;
    return this.fail(token.text + extra);
  }

  fail(message: string): never {
    throw new TemplateError('parse', `template: ${this.#name}:${this.#line}: ${message}`);
  }
}

function describe(token: Token): string {
  if (token.kind === 'eof') return 'EOF';
  if (isKeyword(token)) return `<${token.text}>`;
  const isLong = token.text.length > SHOWN_CHARACTERS_MAX;
  return isLong ? `${quote(token.text.slice(0, SHOWN_CHARACTERS_MAX))}...` : quote(token.text);
}
