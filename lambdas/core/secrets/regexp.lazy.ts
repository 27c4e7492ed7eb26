import { RE2JS } from 're2js';
import { REGEXP_PATTERN_CHARACTERS_MAX } from '../bounds.ts';
import { type Checked, invalid, valid } from './checked.ts';
import type { CompileExpression, Expression, Match } from './regexp/expression.ts';
import { uniqueNames } from './regexp/group-names.ts';
import type { CompileRegexp } from './store-conditions.ts';

/**
 * Go's regular expressions in linear time: a pattern out of a manifest cannot hang the function, as it could with
 * JavaScript's own engine. Loaded only when a manifest has an expression, since the library is large.
 */
export const compileRegexp: CompileRegexp = (pattern) => {
  const compiled = compile(pattern);
  return compiled.ok ? valid((subject: string) => compiled.value.matcher(subject).find()) : compiled;
};

/** The same with positions and groups, over UTF-8. */
export const compileExpression: CompileExpression = (pattern) => {
  if (pattern.length > REGEXP_PATTERN_CHARACTERS_MAX) {
    return invalid(
      `the expression is longer than ${REGEXP_PATTERN_CHARACTERS_MAX} characters: make it shorter`,
    );
  }
  const { pattern: unique, names } = uniqueNames(pattern);
  const compiled = compile(unique);
  if (compiled.ok) return valid(new Re2Expression(compiled.value, names));
  // The expression as it was given is what its author knows.
  return invalid(compiled.problem.replace(unique, () => pattern));
};

class Re2Expression implements Expression {
  readonly size: number;
  readonly groupNames: readonly string[];
  readonly #compiled: RE2JS;

  constructor(compiled: RE2JS, groupNames: readonly string[]) {
    this.#compiled = compiled;
    this.size = compiled.programSize();
    this.groupNames = groupNames;
  }

  find(subject: Uint8Array, from: number): Match | undefined {
    const matcher = this.#compiled.matcher(subject);
    if (!matcher.find(from)) return undefined;
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, group) => group);
    return groups.flatMap((group) => [matcher.start(group), matcher.end(group)]);
  }
}

const TRAILING_BACKSLASH = 'trailing backslash at end of expression';

function compile(pattern: string): Checked<RE2JS> {
  try {
    return valid(RE2JS.compile(pattern));
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'the expression cannot be read';
    // Go shows what is left of the expression, which is nothing.
    return invalid(problem.endsWith(TRAILING_BACKSLASH) ? `${problem}: \`\`` : problem);
  }
}
