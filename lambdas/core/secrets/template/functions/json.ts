import { FunctionError } from '../template-error.ts';
import type { Value } from '../values.ts';
import type { Args } from './args.ts';
import type { FunctionFamily } from './function.ts';
import { parseJson } from './json-parse.ts';
import { writeJson } from './json-write.ts';

/** encoding/json: objects sorted by key, numbers as float64. */
export const jsonFunctions: FunctionFamily = {
  fromJson: ['s', (args) => orElse(() => parseJson(args.budget, args.string(0)), null)],
  mustFromJson: ['s', (args) => parseJson(args.budget, args.string(0))],
  toJson: ['a', (args) => orElse(() => json(args, { escapesHtml: true }), '')],
  mustToJson: ['a', (args) => json(args, { escapesHtml: true })],
  toPrettyJson: ['a', (args) => orElse(() => json(args, { escapesHtml: true, indent: '  ' }), '')],
  mustToPrettyJson: ['a', (args) => json(args, { escapesHtml: true, indent: '  ' })],
  toRawJson: ['a', (args) => json(args, { escapesHtml: false })],
  mustToRawJson: ['a', (args) => json(args, { escapesHtml: false })],
};

function json(args: Args, options: { readonly escapesHtml: boolean; readonly indent?: string }): string {
  return writeJson(args.budget, args.any(0), options);
}

/** The functions without `must` swallow what went wrong. */
function orElse(run: () => Value, otherwise: Value): Value {
  try {
    return run();
  } catch (error) {
    if (error instanceof FunctionError) return otherwise;
    throw error;
  }
}
