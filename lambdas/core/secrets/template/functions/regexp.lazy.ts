import { RE2JS } from 're2js';
import { toByteString } from '../byte-string.ts';
import { FunctionError } from '../template-error.ts';
import type { Expression, RegexpLibrary } from './libraries.ts';

/** Longest expression; its compiled form and each step of a search grow with it. */
const PATTERN_BYTES_MAX = 10_000;

/** Go's regular expressions, in time linear in the text (re2js). */
export const regexpLibrary: RegexpLibrary = { compile };

function compile(pattern: string): Expression {
  if (pattern.length > PATTERN_BYTES_MAX) {
    throw new FunctionError(`expression has more than ${PATTERN_BYTES_MAX} bytes`);
  }
  const text = Buffer.from(pattern, 'latin1').toString('utf8');
  const names = readNames(text);
  const isDoubled = new Set(names.values()).size < names.size;
  const compiled = compiledOf(isDoubled ? text.replace(TOKEN, (token) => token.replace(NAME, '(')) : text);
  let searched: { readonly bytes: string; readonly matcher: ReturnType<RE2JS['matcher']> } | undefined;
  return {
    size: compiled.programSize(),
    groupNames: isDoubled ? firstOfEach(names) : new Map(Object.entries(compiled.namedGroups())),
    find(bytes, from) {
      if (searched?.bytes !== bytes) {
        searched = { bytes, matcher: compiled.matcher(Buffer.from(bytes, 'latin1')) };
      }
      const { matcher } = searched;
      if (!matcher.find(from)) return undefined;
      return Array.from({ length: compiled.groupCount() + 1 }, (_, group) => [
        matcher.start(group),
        matcher.end(group),
      ]).flat();
    },
  };
}

/** One piece of an expression: a quoted part, an escape, a character class or the start of a group. */
const TOKEN = /\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\[:[^\]]*:\]|\\.|[^\]\\])*\]|\(\?P?<\w+>|\((?!\?)/gsv;
const NAME = /^\(\?P?<(\w+)>/v;

/** Names by number of their group. Go lets a name stand twice; re2js does not, so they are then kept here. */
function readNames(text: string): ReadonlyMap<number, string> {
  const groups = (text.match(TOKEN) ?? []).filter((token) => token.startsWith('('));
  const named = groups.map((token, index) => [index + 1, NAME.exec(token)?.[1]] as const);
  return new Map(named.flatMap(([index, name]) => (name === undefined ? [] : [[index, name]])));
}

function firstOfEach(names: ReadonlyMap<number, string>): ReadonlyMap<string, number> {
  return new Map([...names].toReversed().map(([index, name]) => [name, index]));
}

function compiledOf(text: string): RE2JS {
  try {
    return RE2JS.compile(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'cannot be read';
    throw new FunctionError(toByteString(message));
  }
}
