import { groupMembers, joinObjects } from './join-objects.ts';
import { membersOf } from './members.ts';
import type { ModifierName } from './modifier-names.ts';
import { stringEnd } from './nested-end.ts';
import { prettyJson } from './pretty.ts';
import { readPrettyOptions } from './pretty-options.ts';
import { isTrueish } from './query-match.ts';
import type { Evaluate } from './query-matches.ts';
import { quoteJson } from './quote.ts';
import { parseValue } from './read-value.ts';
import { flattenArray, reverseMembers } from './reshape.ts';
import type { Result } from './result.ts';
import { isArray, isObject } from './result-kind.ts';
import { textOf } from './result-text.ts';
import { isValidJson } from './valid.ts';
import type { Work } from './work.ts';

/** What a modifier is called with. */
export interface ModifierCall {
  /** Behind the colon; empty without one. */
  readonly argument: string;
  readonly evaluate: Evaluate;
  readonly work: Work;
}

type Modifier = (json: string, call: ModifierCall) => string;

const MODIFIERS: Readonly<Record<ModifierName, Modifier>> = {
  this: (json) => json,
  ugly: (json) => compactJson(json),
  pretty: (json, { argument, work }) => prettyJson(json, readPrettyOptions(argument), work),
  valid: (json) => (isValidJson(json) ? json : ''),
  tostr: (json) => quoteJson(json),
  fromstr: (json) => (isValidJson(json) ? textOf(parseValue(json)) : ''),
  keys: (json) => listKeys(parseValue(json)),
  values: (json) => listValues(json),
  reverse: (json) => reverseMembers(json),
  flatten: (json, { argument, work }) => flattenArray(json, hasOption(argument, 'deep'), work),
  join: (json, { argument }) => joinObjects(json, hasOption(argument, 'preserve')),
  group: (json) => groupMembers(json),
  dig: (json, call) => `[${dig(parseValue(json), call).join(',')}]`,
};

/** The text that a modifier makes of a JSON text. Throws PropertyLimitError. */
export function applyModifier(name: ModifierName, json: string, call: ModifierCall): string {
  call.work.spend(json.length + call.argument.length);
  return MODIFIERS[name](json, call);
}

/** Whether the last option of this name in an argument like `{"deep":true}` stands for true. */
function hasOption(argument: string, name: string): boolean {
  const option = membersOf(parseValue(argument)).findLast(({ key }) => key.text === name);
  return option !== undefined && isTrueish(option.value);
}

function compactJson(json: string): string {
  let out = '';
  for (let at = 0; at < json.length; ) {
    if (json[at] === '"') {
      const end = stringEnd(json, at + 1);
      out += json.slice(at, end === -1 ? json.length : end);
      at = end === -1 ? json.length : end;
    } else {
      if (json.charCodeAt(at) > 0x20) out += json[at];
      at += 1;
    }
  }
  return out;
}

function listKeys(result: Result): string {
  const keys = membersOf(result).map(({ key }) => (isObject(result) ? key.raw : 'null'));
  return `[${keys.join(',')}]`;
}

function listValues(json: string): string {
  const result = parseValue(json);
  if (isArray(result)) return json;
  return `[${membersOf(result)
    .map(({ value }) => value.raw)
    .join(',')}]`;
}

/** What the path finds in a value and in everything below it, outermost first. */
function dig(parent: Result, call: ModifierCall): string[] {
  const own = call.evaluate(parent.raw, call.argument);
  const found = own.type === 'Null' && own.raw === '' ? [] : [own.raw];
  if (parent.type !== 'JSON') return found;
  call.work.spend(parent.raw.length);
  for (const { value } of membersOf(parent)) {
    for (const below of call.work.deeper(() => dig(value, call))) found.push(below);
  }
  return found;
}
