import { runesOf } from '../runes.ts';
import { isDigit, isLetter } from '../unicode.ts';

const ZERO = 0x30;

/** yaml.v2's order of keys: numbers inside them by value (`a9` before `a10`), letters after anything else. */
export function compareKeys(left: string, right: string): number {
  const [a, b] = [runesOf(left), runesOf(right)];
  for (let index = 0; index < a.length && index < b.length; index += 1) {
    const [x = 0, y = 0] = [a[index], b[index]];
    if (x === y) continue;
    const isLetters = [isLetter(x), isLetter(y)];
    if (isLetters[0] === true && isLetters[1] === true) return x - y;
    if (isLetters[0] === true || isLetters[1] === true) return isLetters[1] === true ? -1 : 1;
    return compareNumbers(a, b, index) || x - y;
  }
  return a.length - b.length;
}

function compareNumbers(a: readonly number[], b: readonly number[], index: number): number {
  const isInsideNumber = (a[index] === ZERO || b[index] === ZERO) && followsDigit(a, index);
  const start = isInsideNumber ? 1n : 0n;
  const [left, right] = [numberAt(a, index, start), numberAt(b, index, start)];
  if (left.value !== right.value) return left.value < right.value ? -1 : 1;
  return left.end - right.end;
}

/** Whether a digit that is not zero stands in the number before this place. */
function followsDigit(runes: readonly number[], index: number): boolean {
  for (let at = index - 1; at >= 0 && isDigit(runes[at] ?? 0); at -= 1) {
    if (runes[at] !== ZERO) return true;
  }
  return false;
}

function numberAt(
  runes: readonly number[],
  from: number,
  start: bigint,
): { readonly value: bigint; readonly end: number } {
  let value = start;
  let end = from;
  for (; end < runes.length && isDigit(runes[end] ?? 0); end += 1) {
    value = BigInt.asIntN(64, value * 10n + BigInt((runes[end] ?? ZERO) - ZERO));
  }
  return { value, end };
}
