import type { Value } from '../values.ts';
import type { Args } from './args.ts';

/** One function: its parameters (signature.ts) and what it computes. Throws FunctionError with Go's message. */
export type TemplateFunction = readonly [parameters: string, call: (args: Args) => Value];

/** Functions by name. */
export type FunctionFamily = Readonly<Record<string, TemplateFunction>>;
