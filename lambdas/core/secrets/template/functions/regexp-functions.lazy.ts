import { GoSlice } from '../containers.ts';
import { canBackquote, quote } from '../fmt/quote.ts';
import { slice } from '../make.ts';
import { runeAt } from '../rune-at.ts';
import { FunctionError } from '../template-error.ts';
import type { Args } from './args.ts';
import { expandReplacement } from './expand-replacement.ts';
import type { FunctionFamily, TemplateFunction } from './function.ts';
import type { Expression } from './libraries.ts';

/** Instructions of an expression that are counted as one step over a byte. */
const INSTRUCTIONS_PER_STEP = 16;

/** Sprig's regular expressions: pattern, text, then the rest. Without `must`, a bad pattern is told like Go's panic. */
export const regexpFunctions: FunctionFamily = {
  regexMatch: ['ss', matchOrFalse],
  mustRegexMatch: ['ss', (args) => next(args, compile(args, true), args.string(1), 0) !== undefined],
  ...both('Find', 'ss', (args, expression) => find(args, expression)),
  ...both('FindAll', 'ssi', (args, expression) => findAll(args, expression)),
  ...both('ReplaceAll', 'sss', (args, expression) => replaceAll(args, expression, args.string(2))),
  ...both('ReplaceAllLiteral', 'sss', (args, expression) => replaceAll(args, expression, undefined)),
  ...both('Split', 'ssi', (args, expression) => split(args, expression)),
  regexQuoteMeta: ['s', (args) => args.string(0).replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')],
};

function both(
  name: string,
  parameters: string,
  run: (args: Args, expression: Expression) => string | GoSlice,
): FunctionFamily {
  const variant = (isMust: boolean): TemplateFunction => [
    parameters,
    (args) => run(args, compile(args, isMust)),
  ];
  return { [`regex${name}`]: variant(false), [`mustRegex${name}`]: variant(true) };
}

function compile(args: Args, isMust: boolean): Expression {
  const pattern = args.string(0);
  const library = args.environment.libraries.regexp;
  if (library === undefined) throw new FunctionError('regular expressions were not loaded');
  try {
    return library.compile(pattern);
  } catch (error) {
    if (!(error instanceof FunctionError) || isMust) throw error;
    const shown = canBackquote(pattern) ? `\`${pattern}\`` : quote(pattern);
    throw new FunctionError(`regexp: Compile(${shown}): ${error.message}`);
  }
}

/** A bad pattern matches nothing. */
function matchOrFalse(args: Args): boolean {
  try {
    return next(args, compile(args, true), args.string(1), 0) !== undefined;
  } catch (error) {
    if (error instanceof FunctionError) return false;
    throw error;
  }
}

/** The next match; each search may look at all the rest, which the budget counts. */
function next(args: Args, expression: Expression, text: string, from: number): readonly number[] | undefined {
  args.budget.match((text.length - from + 1) * Math.ceil(expression.size / INSTRUCTIONS_PER_STEP));
  return expression.find(text, from);
}

function find(args: Args, expression: Expression): string {
  const text = args.string(1);
  const [start = 0, end = 0] = next(args, expression, text, 0) ?? [];
  return text.slice(start, end);
}

/** Starts and ends of matches, not more than `count` unless negative. */
function matches(args: Args, expression: Expression, count: number): (readonly [number, number])[] {
  const text = args.string(1);
  const found: (readonly [number, number])[] = [];
  const limit = count < 0 ? text.length + 1 : count;
  let previousEnd = -1;
  for (let position = 0; found.length < limit && position <= text.length; ) {
    const match = next(args, expression, text, position);
    if (match === undefined) break;
    const [start = 0, end = 0] = match;
    // An empty match right behind another one does not count.
    const isAccepted = end !== position || start !== previousEnd;
    position = end === position ? position + widthAt(text, position) : end;
    previousEnd = end;
    if (isAccepted) found.push([start, end]);
  }
  return found;
}

function widthAt(text: string, position: number): number {
  return position < text.length ? runeAt(text, position).size : 1;
}

function findAll(args: Args, expression: Expression): GoSlice {
  const text = args.string(1);
  const found = matches(args, expression, args.int(2)).map(([start, end]) => text.slice(start, end));
  return new GoSlice('[]string', found, found.length === 0);
}

/** Replaces every match by the third argument; with a `template`, its `$1` and `${name}` are filled in. */
function replaceAll(args: Args, expression: Expression, template: string | undefined): string {
  const text = args.string(1);
  const output = args.output();
  let lastEnd = 0;
  for (let position = 0; position <= text.length; ) {
    const match = next(args, expression, text, position);
    if (match === undefined) break;
    const [start = 0, end = 0] = match;
    output.write(text.slice(lastEnd, start));
    if (end > lastEnd || start === 0) {
      output.write(
        template === undefined ? args.string(2) : expandReplacement(template, { text, match, expression }),
      );
    }
    lastEnd = end;
    position = Math.max(position + widthAt(text, position), end);
  }
  output.write(text.slice(lastEnd));
  return output.text();
}

function split(args: Args, expression: Expression): GoSlice {
  const text = args.string(1);
  const count = args.int(2);
  if (count === 0) return new GoSlice('[]string', [], true);
  if (args.string(0) !== '' && text === '') return slice([''], '[]string');
  const parts: string[] = [];
  let begin = 0;
  let end = 0;
  for (const [start, stop] of matches(args, expression, count)) {
    if (count > 0 && parts.length === count - 1) break;
    end = start;
    if (stop !== 0) parts.push(text.slice(begin, end));
    begin = stop;
  }
  if (end !== text.length) parts.push(text.slice(begin));
  return slice(parts, '[]string');
}
