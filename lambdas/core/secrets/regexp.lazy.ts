import { RE2JS } from 're2js';
import { invalid, valid } from './checked.ts';
import type { CompileRegexp } from './store-conditions.ts';

/**
 * Go's regular expressions in linear time: a pattern out of a manifest cannot hang the function, as it could with
 * JavaScript's own engine. Loaded only when a manifest has an expression, since the library is large.
 */
export const compileRegexp: CompileRegexp = (pattern) => {
  try {
    const compiled = RE2JS.compile(pattern);
    return valid((subject: string) => compiled.matcher(subject).find());
  } catch (error) {
    return invalid(error instanceof Error ? error.message : 'the expression cannot be read');
  }
};
