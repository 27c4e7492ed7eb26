import { type AstNode, lineAt, readSourceTree, type SourceFile, walk } from './source-tree.ts';

/**
 * Lines: a file or function above `warn` asks for a cut, above `refuse` it fails the build. A function's lines are
 * its own: those of functions nested in it count for them, so that a factory of small functions is not one big one.
 */
export const FILE_LINES = { warn: 220, refuse: 300 } as const;
export const FUNCTION_LINES = { warn: 40, refuse: 60 } as const;

export interface SizeFindings {
  readonly refused: readonly string[];
  readonly warned: readonly string[];
}

/** Files and functions of the tree that are too long. */
export function findOversize(root: string): SizeFindings {
  const refused: string[] = [];
  const warned: string[] = [];
  for (const file of readSourceTree(root)) {
    for (const { what, lines, limit } of measure(file)) {
      const text = `${what} has ${lines} lines: at most ${limit.warn}, refused above ${limit.refuse}`;
      if (lines > limit.refuse) refused.push(text);
      else if (lines > limit.warn) warned.push(text);
    }
  }
  return { refused, warned };
}

interface Measured {
  readonly what: string;
  readonly lines: number;
  readonly limit: { readonly warn: number; readonly refuse: number };
}

function measure(file: SourceFile): readonly Measured[] {
  const lines = file.text.split('\n').length - 1;
  const measured: Measured[] = [{ what: file.path, lines, limit: FILE_LINES }];
  walk(file.program, (node) => {
    if (!isFunction(node)) return;
    const what = `function at ${file.path}:${lineAt(file.text, node.start)}`;
    measured.push({ what, lines: ownLines(file, node), limit: FUNCTION_LINES });
  });
  return measured;
}

function ownLines(file: SourceFile, node: AstNode): number {
  return directlyNested(node).reduce((lines, inner) => lines - span(file, inner) + 1, span(file, node));
}

function span(file: SourceFile, node: AstNode): number {
  return lineAt(file.text, node.end) - lineAt(file.text, node.start) + 1;
}

function directlyNested(node: AstNode): readonly AstNode[] {
  const inner: AstNode[] = [];
  walk(node, (child) => {
    if (child === node || !isFunction(child)) return;
    if (!inner.some((outer) => outer.start <= child.start && child.end <= outer.end)) inner.push(child);
  });
  return inner;
}

function isFunction(node: AstNode): boolean {
  return ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(node.type);
}
