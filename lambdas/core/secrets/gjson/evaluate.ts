import { isModifierName } from './modifier-names.ts';
import { applyModifier } from './modifiers.ts';
import { collect, readMultipath } from './multipath.ts';
import { nestedEnd, squashEnd } from './nested-end.ts';
import type { Evaluate } from './query-matches.ts';
import { parseValue } from './read-value.ts';
import { jsonResult, type Result } from './result.ts';
import { Search } from './search.ts';
import type { Work } from './work.ts';

/** Literals behind `!` that are a word and not JSON punctuation or a number. */
const LITERAL_WORDS: readonly string[] = ['true', 'false', 'null', 'nan', 'inf'];
const LITERAL_STARTS = '{["+-0123456789';

/** A text made by the first step of a path, and the path behind it. */
interface Made {
  readonly json: string;
  readonly rest: string;
}

/**
 * gjson's Get (v1.18) on byte strings: what `path` selects in `json`, whether that is sound JSON or not. Throws
 * PropertyLimitError when the work or the depth is used up, and nothing else.
 */
export function evaluatePath(json: string, path: string, work: Work): Result {
  work.spend(json.length + path.length + 1);
  const evaluate: Evaluate = (text, below) => work.deeper(() => evaluatePath(text, below, work));
  let remaining = path;
  if (path.length > 1) {
    const made = makeText(json, path, { evaluate, work });
    if (made !== undefined) {
      work.spend(made.json.length);
      return continuesBehind(made.rest) ? evaluate(made.json, made.rest.slice(1)) : parseValue(made.json);
    }
    const kind = path[0];
    if (kind === '[' || kind === '{') {
      const multipath = readMultipath(path);
      // What is no multipath after all loses its text, and what follows one is read on its own.
      remaining = multipath?.rest ?? '';
      if (multipath !== undefined && (remaining === '' || continuesBehind(remaining))) {
        const raw = collect(kind, multipath.selectors, (below) => evaluate(json, below));
        return remaining === '' ? jsonResult(raw) : evaluate(raw, remaining.slice(1));
      }
    }
  }
  return search(json, remaining, { evaluate, work });
}

interface Tools {
  readonly evaluate: Evaluate;
  readonly work: Work;
}

function search(json: string, path: string, { evaluate, work }: Tools): Result {
  const walk = new Search(json, evaluate, work);
  if (path.startsWith('..')) {
    walk.inArray(0, path.slice(2));
  } else {
    const start = json.search(/[{[]/);
    if (start !== -1) json[start] === '{' ? walk.inObject(start + 1, path) : walk.inArray(start + 1, path);
  }
  return walk.pipe === undefined ? walk.value : evaluate(walk.value.raw, walk.pipe);
}

function continuesBehind(rest: string): boolean {
  return rest.startsWith('|') || rest.startsWith('.');
}

/** The text that a modifier or a literal at the head of the path makes; undefined when there is neither. */
function makeText(json: string, path: string, tools: Tools): Made | undefined {
  if (path.startsWith('@')) return modify(json, path, tools);
  return path.startsWith('!') ? readLiteral(path) : undefined;
}

function readLiteral(path: string): Made | undefined {
  if (LITERAL_STARTS.includes(path[1] ?? '')) {
    const end = nestedEnd(path, 1);
    return { json: path.slice(1, end), rest: path.slice(end) };
  }
  const word = /^[^|.]*/.exec(path.slice(1))?.[0] ?? '';
  const isLiteral = LITERAL_WORDS.includes(word.toLowerCase());
  return isLiteral ? { json: word, rest: path.slice(1 + word.length) } : undefined;
}

function modify(json: string, path: string, { evaluate, work }: Tools): Made | undefined {
  const name = /^[^:|.]*/.exec(path.slice(1))?.[0] ?? '';
  if (!isModifierName(name)) return undefined;
  const behind = path.slice(1 + name.length);
  const argument = behind.startsWith(':') ? readArgument(behind.slice(1)) : '';
  const rest = behind.startsWith(':') ? behind.slice(1 + argument.length) : behind;
  return { json: applyModifier(name, json, { argument, evaluate, work }), rest };
}

/** The argument of a modifier: one JSON value, or everything up to a pipe that is in no brackets. */
function readArgument(text: string): string {
  if (/^[{["]/.test(text)) return text.slice(0, squashEnd(text, 0));
  let i = 0;
  while (i < text.length && text[i] !== '|') {
    i = '{["('.includes(text[i] ?? '') ? squashEnd(text, i) : i + 1;
  }
  return text.slice(0, i);
}
