import { RUNE_ERROR, type Rune, runeAt } from '../template/rune-at.ts';
import type { Work } from './work.ts';

/** Comparisons of one match for each byte of the text, after which it counts as no match (gjson's own limit). */
const ROUNDS_PER_BYTE = 10_000;

const STAR = 0x2a;
const QUESTION_MARK = 0x3f;

type Outcome = 'match' | 'mismatch' | 'stopped';

/** One match: what is left of gjson's own limit, and of ours. */
interface Run {
  rounds: number;
  readonly roundsMax: number;
  readonly work: Work;
}

/**
 * Whether a byte string matches a pattern of `*` (any characters), `?` (one character) and `\` before what is meant
 * literally. Characters are UTF-8; a byte that is none equals any other such byte, as in Go.
 */
export function matchesWildcard(text: string, pattern: string, work: Work): boolean {
  if (pattern === '*') return true;
  const run = { rounds: 0, roundsMax: text.length * ROUNDS_PER_BYTE, work };
  return match(text, pattern, run) === 'match';
}

function match(text: string, pattern: string, run: Run): Outcome {
  if (run.rounds > run.roundsMax) return 'stopped';
  run.rounds += 1;
  let [rest, wanted] = [text, pattern];
  while (wanted.length > 0) {
    run.work.spend(1);
    if (wanted.startsWith('*')) return matchStar(rest, wanted, run);
    if (rest.length === 0) return 'mismatch';
    const given = runeAt(rest, 0);
    if (!wanted.startsWith('?')) {
      if (wanted.startsWith('\\')) wanted = wanted.slice(1);
      if (wanted === '' || runeAt(wanted, 0).rune !== given.rune) return 'mismatch';
    }
    wanted = wanted.slice(wanted.startsWith('?') ? 1 : runeAt(wanted, 0).size);
    rest = rest.slice(given.size);
  }
  return rest.length === 0 ? 'match' : 'mismatch';
}

/** A pattern that begins with a star: whatever of the text it takes, the rest has to match the rest. */
function matchStar(text: string, pattern: string, run: Run): Outcome {
  let star = 0;
  while (pattern[star + 1] === '*') star += 1;
  if (star + 1 === pattern.length) return 'match';
  const trimmed = trimSuffix(text, pattern.slice(star), run.work);
  if (trimmed === undefined) return 'mismatch';
  if (trimmed.pattern.length === 1) return 'match';
  const after = trimmed.pattern.slice(1);
  for (let rest = trimmed.text; ; rest = rest.slice(runeAt(rest, 0).size)) {
    const outcome = run.work.deeper(() => match(rest, after, run));
    if (outcome !== 'mismatch') return outcome;
    if (rest.length === 0) return 'mismatch';
  }
}

/** Both without the end that no star can take; undefined when these ends differ. */
function trimSuffix(
  text: string,
  pattern: string,
  work: Work,
): { readonly text: string; readonly pattern: string } | undefined {
  let [textEnd, patternEnd] = [text.length, pattern.length];
  while (textEnd > 0 && patternEnd > 1) {
    work.spend(1);
    const wanted = lastRune(pattern, patternEnd);
    let escapes = 0;
    while (pattern[patternEnd - wanted.size - escapes - 1] === '\\') escapes += 1;
    work.spend(escapes);
    const escaped = escapes % 2 === 1;
    if (wanted.rune === STAR && !escaped) break;
    const given = lastRune(text, textEnd);
    const isAny = wanted.rune === QUESTION_MARK && !escaped;
    if (!isAny && wanted.rune !== given.rune) return undefined;
    textEnd -= given.size;
    patternEnd -= wanted.size + (escaped ? 1 : 0);
  }
  return { text: text.slice(0, textEnd), pattern: pattern.slice(0, patternEnd) };
}

/** The character that ends at `end`. */
function lastRune(bytes: string, end: number): Rune {
  let start = end - 1;
  const lowest = Math.max(0, end - 4);
  while (start > lowest && (bytes.charCodeAt(start) & 0xc0) === 0x80) start -= 1;
  const found = runeAt(bytes.slice(start, end), 0);
  return start + found.size === end ? found : { rune: RUNE_ERROR, size: 1 };
}
