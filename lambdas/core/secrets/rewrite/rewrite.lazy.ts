import { compareBytes } from '../../object-key.ts';
import type { SecretValue } from '../../secret-value.ts';
import { type Checked, invalid, valid } from '../checked.ts';
import type { CompileExpression } from '../regexp/expression.ts';
import { replaceAll } from '../regexp/replace-all.ts';
import { mergeValues } from './merge.ts';
import type { RenderKey, RewriteOperation } from './operation.ts';

type Values = ReadonlyMap<string, SecretValue>;

/** What rewriting needs from modules that are loaded only where a manifest asks for them. */
export interface RewriteTools {
  readonly compileExpression: CompileExpression;
  readonly renderKey: RenderKey;
}

/**
 * Applies the operations in turn. Keys that become one are no problem: the value of the key that comes last in byte
 * order stays (with ESO it is a random one).
 */
export function rewriteValues(
  values: Values,
  operations: readonly RewriteOperation[],
  tools: RewriteTools,
): Checked<Values> {
  let current = values;
  for (const [index, operation] of operations.entries()) {
    const rewritten = apply(operation, current, tools);
    if (!rewritten.ok) {
      return invalid(
        `failed rewrite operation[${index}]: ${operation.kind} failed with ${rewritten.problem}`,
      );
    }
    current = rewritten.value;
  }
  return valid(current);
}

function apply(operation: RewriteOperation, values: Values, tools: RewriteTools): Checked<Values> {
  switch (operation.kind) {
    case 'merge':
      return mergeValues(values, operation.merge);
    case 'transform':
      return mapKeys(values, (key) => tools.renderKey(operation, key));
    case 'regexp': {
      const compiled = tools.compileExpression(operation.source);
      if (!compiled.ok) return invalid(`failed to compile: ${compiled.problem}`);
      return mapKeys(values, (key) => replaceAll(compiled.value, key, operation.target));
    }
  }
}

function mapKeys(values: Values, rename: (key: string) => Checked<string>): Checked<Values> {
  const renamed = new Map<string, SecretValue>();
  for (const [key, value] of [...values].sort(([a], [b]) => compareBytes(a, b))) {
    const name = rename(key);
    if (!name.ok) return name;
    renamed.set(name.value, value);
  }
  return valid(renamed);
}
