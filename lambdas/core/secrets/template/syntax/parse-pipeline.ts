import { quote } from '../fmt/quote.ts';
import { exceeded, VARIABLES_MAX } from '../limits.ts';
import type { CommandNode, OperandNode, PipeNode, VariableNode } from './node.ts';
import { nodeText } from './node-text.ts';
import { parseNumber } from './parse-number.ts';
import type { Parser } from './parser.ts';
import type { Token } from './token.ts';
import { unquote } from './unquote.ts';

/** A pipeline up to its end: declarations, then commands between bars. */
export function parsePipeline(parser: Parser, context: string, end: 'rightDelim' | 'rightParen'): PipeNode {
  const { stream } = parser;
  const { position } = stream.peekNonSpace();
  const { declared, isAssignment } = parseDeclarations(parser, context);
  const commands: CommandNode[] = [];
  for (;;) {
    const token = stream.nextNonSpace();
    if (token.kind === end) break;
    if (!OPERANDS.has(token.kind)) stream.unexpected(token, context);
    stream.back(token);
    commands.push(parseCommand(parser));
  }
  if (commands.length === 0) stream.fail(`missing value for ${context}`);
  const stage = commands.findIndex(({ words }, index) => index > 0 && CONSTANTS.has(words[0].kind));
  if (stage > 0) stream.fail(`non executable command in pipeline stage ${stage + 1}`);
  return { kind: 'pipe', position, isAssignment, declared, commands };
}

const OPERANDS: ReadonlySet<string> = new Set([
  'bool',
  'charConstant',
  'complex',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'rawString',
  'string',
  'variable',
  'leftParen',
]);
const CONSTANTS: ReadonlySet<string> = new Set(['bool', 'dot', 'nil', 'number', 'string']);

/** `$x :=`, `$x =`, and in `range` also `$i, $x :=`. */
function parseDeclarations(parser: Parser, context: string): Pick<PipeNode, 'declared' | 'isAssignment'> {
  const { stream, variables } = parser;
  const declared: VariableNode[] = [];
  for (;;) {
    const variable = stream.peekNonSpace();
    if (variable.kind !== 'variable') return { declared, isAssignment: false };
    stream.next();
    const after = stream.peek();
    const next = stream.peekNonSpace();
    const isLast = next.kind === 'assign' || next.kind === 'declare';
    if (!isLast && !(next.kind === 'char' && next.text === ',')) {
      // No declaration: the variable belongs to the first command, with the space that may follow it.
      stream.back(...(after.kind === 'space' ? [variable, after] : [variable]));
      return { declared, isAssignment: false };
    }
    stream.nextNonSpace();
    declared.push(variableNode(variable));
    variables.push(variable.text);
    if (variables.length > VARIABLES_MAX) throw exceeded(`declares more than ${VARIABLES_MAX} variables`);
    if (isLast) return { declared, isAssignment: next.kind === 'assign' };
    if (context !== 'range' || declared.length >= 2) stream.fail(`too many declarations in ${context}`);
    if (!['variable', 'rightDelim', 'rightParen'].includes(stream.peekNonSpace().kind)) {
      stream.fail('range can only initialize variables');
    }
  }
}

function variableNode({ position, text }: Token): VariableNode {
  return { kind: 'variable', position, names: text.split('.') };
}

function parseCommand(parser: Parser): CommandNode {
  const { stream } = parser;
  const { position } = stream.peekNonSpace();
  const words: OperandNode[] = [];
  for (;;) {
    stream.peekNonSpace();
    const word = parseOperand(parser);
    if (word !== undefined) words.push(word);
    const token = stream.next();
    if (token.kind === 'space') continue;
    if (token.kind === 'rightDelim' || token.kind === 'rightParen') stream.back(token);
    else if (token.kind !== 'pipe') stream.unexpected(token, 'operand');
    break;
  }
  const [first, ...rest] = words;
  return first === undefined
    ? stream.fail('empty command')
    : { kind: 'command', position, words: [first, ...rest] };
}

/** A term with the fields behind it. */
function parseOperand(parser: Parser): OperandNode | undefined {
  const { stream } = parser;
  const node = parseTerm(parser);
  if (node === undefined || stream.peek().kind !== 'field') return node;
  const { position } = stream.peek();
  const names: string[] = [];
  while (stream.peek().kind === 'field') names.push(stream.next().text.slice(1));
  switch (node.kind) {
    case 'field':
    case 'variable':
      return { kind: node.kind, position, names: [...node.names, ...names] };
    case 'bool':
    case 'string':
    case 'number':
    case 'nil':
    case 'dot':
      return stream.fail(`unexpected . after term ${quote(nodeText(node))}`);
    default:
      return { kind: 'chain', position, node, names };
  }
}

function parseTerm(parser: Parser): OperandNode | undefined {
  const { stream } = parser;
  const token = stream.nextNonSpace();
  const { position, text } = token;
  switch (token.kind) {
    case 'identifier':
      if (!parser.request.isFunction(text)) unknownFunction(parser, text);
      parser.functions.add(text);
      return { kind: 'identifier', position, name: text };
    case 'dot':
    case 'nil':
      return { kind: token.kind, position };
    case 'variable':
      return useVariable(parser, token);
    case 'field':
      return { kind: 'field', position, names: text.slice(1).split('.') };
    case 'bool':
      return { kind: 'bool', position, value: text === 'true' };
    case 'charConstant':
    case 'complex':
    case 'number': {
      const number = parseNumber(token);
      return 'problem' in number ? stream.fail(number.problem) : number;
    }
    case 'leftParen':
      return parser.nested(() => parsePipeline(parser, 'parenthesized pipeline', 'rightParen'));
    case 'string':
    case 'rawString':
      return { kind: 'string', position, quoted: text, text: unquote(text) ?? stream.fail('invalid syntax') };
    default:
      stream.back(token);
      return undefined;
  }
}

/** Functions that ESO took out of Sprig are told why. */
function unknownFunction({ stream, request }: Parser, name: string): never {
  const reason = request.reasonOf?.(name);
  return stream.fail(`function ${quote(name)} not defined${reason === undefined ? '' : `: ${reason}`}`);
}

function useVariable(parser: Parser, token: Token): VariableNode {
  const node = variableNode(token);
  const [name = ''] = node.names;
  if (!parser.variables.includes(name)) parser.stream.fail(`undefined variable ${quote(name)}`);
  return node;
}
