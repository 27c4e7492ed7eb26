/** Kinds of tokens; Go's, of which keywords are listed by their own word. */
export type TokenKind =
  | 'error'
  | 'eof'
  | 'text'
  | 'leftDelim'
  | 'rightDelim'
  | 'space'
  | 'assign'
  | 'declare'
  | 'pipe'
  | 'leftParen'
  | 'rightParen'
  | 'char'
  | 'bool'
  | 'charConstant'
  | 'complex'
  | 'number'
  | 'string'
  | 'rawString'
  | 'field'
  | 'variable'
  | 'identifier'
  | 'dot'
  | Keyword;

export type Keyword =
  | 'block'
  | 'break'
  | 'continue'
  | 'define'
  | 'else'
  | 'end'
  | 'if'
  | 'range'
  | 'nil'
  | 'template'
  | 'with';

export interface Token {
  readonly kind: TokenKind;
  /** Offset in the template, in bytes. */
  readonly position: number;
  /** Text in the template; for `error` the message. */
  readonly text: string;
  readonly line: number;
}

const KEYWORDS: ReadonlyMap<string, Keyword> = new Map(
  (
    ['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'nil', 'template', 'with'] as const
  ).map((word) => [word, word]),
);

/** The keyword a word is, if it is one. */
export function keywordOf(word: string): Keyword | undefined {
  return KEYWORDS.get(word);
}

export function isKeyword(token: Token): boolean {
  return token.kind === 'dot' || keywordOf(token.kind) !== undefined;
}
