import type { Expression } from '../../../../lambdas/core/secrets/regexp/expression.ts';
import { findAll } from '../../../../lambdas/core/secrets/regexp/matches.ts';
import { replaceAll } from '../../../../lambdas/core/secrets/regexp/replace-all.ts';
import { splitAt } from '../../../../lambdas/core/secrets/regexp/split.ts';
import { compileExpression } from '../../../../lambdas/core/secrets/regexp.lazy.ts';
import { rewriteValues } from '../../../../lambdas/core/secrets/rewrite/rewrite.lazy.ts';
import { createTemplateRenderer } from '../../../../lambdas/core/secrets/template-renderer.lazy.ts';
import { orThrow, textOf, toBase64Map, valuesOf } from './answers.ts';
import { testChance } from './chance.ts';
import { readRewrite } from './spec-of.ts';
import type { Answer, Vector, VectorRunners } from './vector.ts';

/** What the vectors replace every match by. */
const REPLACEMENT = '<$0>';

/** Rewriting of keys, and Go's regular expressions. */
export const rewriteRunners: VectorRunners = { 'util-rewrite': rewrite, 'util-regexp': regexp };

const renderer = createTemplateRenderer(testChance);

async function rewrite(vector: Vector): Promise<Answer> {
  const operations = (vector['operations'] ?? []) as readonly Readonly<Record<string, unknown>>[];
  const read = readRewrite(operations);
  const transforms = read.filter((operation) => operation.kind === 'transform');
  const tools = { compileExpression, renderKey: await renderer.prepareKeys(transforms) };
  const result = rewriteValues(valuesOf(vector, 'input', 'utf8'), read, tools);
  // Which of two keys wins, and which conflicts are found, is random in the recording.
  if (vector['note'] !== undefined) return {};
  const values = orThrow(result);
  if (vector['outputBase64'] !== undefined) return { outputBase64: toBase64Map(values) };
  return { output: Object.fromEntries([...values].map(([key, value]) => [key, value.unwrap().toString()])) };
}

function regexp(vector: Vector): Answer {
  const pattern = textOf(vector, 'pattern');
  const compiled = compileExpression(pattern);
  if (!compiled.ok) throw new Error(`could not compile find.name.regexp [${pattern}]: ${compiled.problem}`);
  const { value: expression } = compiled;
  const { groupNames } = expression;
  return {
    matches: subjectsOf(vector, 'matches').map((subject) => ({
      subject,
      match: expression.find(Buffer.from(subject), 0) !== undefined,
    })),
    finds: subjectsOf(vector, 'finds').map((subject) => find(expression, subject)),
    ...(groupNames.length === 0 ? {} : { groupNames }),
  };
}

function find(expression: Expression, subject: string) {
  const bytes = Buffer.from(subject);
  return {
    subject,
    findAllByteIndexes: findAll(expression, bytes),
    replaceAll: orThrow(replaceAll(expression, subject, REPLACEMENT)),
    split: splitAt(expression, bytes).map(String),
  };
}

function subjectsOf(vector: Vector, field: string): readonly string[] {
  return (vector[field] as readonly { readonly subject: string }[]).map(({ subject }) => subject);
}
