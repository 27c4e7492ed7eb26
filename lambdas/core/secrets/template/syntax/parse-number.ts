import { quote } from '../fmt/quote.ts';
import { parseGoFloat } from '../number/parse-float.ts';
import { parseGoInt } from '../number/parse-int.ts';
import { GoComplex } from '../values.ts';
import type { NumberNode } from './node.ts';
import type { Token } from './token.ts';
import { unquoteChar } from './unquote.ts';

const INT64 = { min: -(1n << 63n), max: (1n << 63n) - 1n };
const UINT64 = { min: 0n, max: (1n << 64n) - 1n };

/** A number or character constant, or what Go says is wrong with it. */
export function parseNumber(token: Token): NumberNode | { readonly problem: string } {
  const base = { kind: 'number', position: token.position, text: token.text } as const;
  if (token.kind === 'charConstant') return parseChar(token, base);
  if (token.kind === 'complex') return parseComplex(token.text, base);
  if (token.text.endsWith('i')) {
    const im = parseGoFloat(token.text.slice(0, -1));
    if (im.value !== undefined && !im.isRange) return ofComplex(new GoComplex(0, im.value), base);
  }
  return parseReal(token.text, base);
}

type Base = Pick<NumberNode, 'kind' | 'position' | 'text'>;

function parseChar({ text }: Token, base: Base): NumberNode | { readonly problem: string } {
  const read = unquoteChar(text.slice(1), 0, "'");
  if (read === undefined) return { problem: 'invalid syntax' };
  if (text.slice(1 + read.end) !== "'") return { problem: `malformed character constant: ${text}` };
  const code = BigInt(read.rune);
  return { ...base, int: code, uint: code, float: read.rune };
}

function parseReal(text: string, base: Base): NumberNode | { readonly problem: string } {
  const uint = parseGoInt(text, 0, UINT64).value;
  const int = parseGoInt(text, 0, INT64).value;
  if (int !== undefined) return { ...base, int, uint: int === 0n ? 0n : uint, float: Number(int) };
  if (uint !== undefined) return { ...base, uint, float: Number(uint) };
  const { value, isRange } = parseGoFloat(text);
  if (value === undefined || isRange) return { problem: `illegal number syntax: ${quote(text)}` };
  if (!/[.eEpP]/.test(text)) return { problem: `integer overflow: ${quote(text)}` };
  return { ...base, float: value, ...integersOf(value) };
}

function parseComplex(text: string, base: Base): NumberNode | { readonly problem: string } {
  const split = text.search(/(?<![eEpP])[+-](?=[^+-]*i$)/);
  const re = parseGoFloat(text.slice(0, split));
  const im = parseGoFloat(text.slice(split, -1));
  if (re.value === undefined || im.value === undefined) return { problem: 'expected complex number' };
  return ofComplex(new GoComplex(re.value, im.value), base);
}

/** A complex number that is real is every other number too. */
function ofComplex(complex: GoComplex, base: Base): NumberNode {
  if (complex.im !== 0) return { ...base, complex };
  return { ...base, complex, float: complex.re, ...integersOf(complex.re) };
}

function integersOf(value: number): Pick<NumberNode, 'int' | 'uint'> {
  if (!Number.isInteger(value)) return {};
  const exact = BigInt(value);
  return {
    int: exact >= INT64.min && exact <= INT64.max ? exact : undefined,
    uint: exact >= UINT64.min && exact <= UINT64.max ? exact : undefined,
  };
}
