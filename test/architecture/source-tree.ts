import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseSync } from 'rolldown/utils';

/** One parsed TypeScript file of the repository. */
export interface SourceFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
  /** ESTree with TypeScript nodes. */
  readonly program: AstNode;
}

/** Any node of the tree; children are found by walking its fields. */
export interface AstNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** Folders whose code is held to the rules; tests and data are not. */
export const SOURCE_FOLDERS: readonly string[] = ['lambdas', 'stack', 'cli', 'sandbox', 'manifests'];

const trees = new Map<string, readonly SourceFile[]>();

/** Every `.ts` file below the source folders of `root`, parsed, sorted by path. Read once per process. */
export function readSourceTree(root: string): readonly SourceFile[] {
  const tree = trees.get(root) ?? parseTree(root);
  trees.set(root, tree);
  return tree;
}

function parseTree(root: string): readonly SourceFile[] {
  return SOURCE_FOLDERS.flatMap((folder) => listTypeScript(join(root, folder)))
    .map((file) => relative(root, file).split(sep).join('/'))
    .sort()
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      const parsed = parseSync(path, text);
      return { path, text, program: parsed.program as unknown as AstNode };
    });
}

/** Calls `visit` on every node below `node`, parents first. */
export function walk(node: AstNode, visit: (node: AstNode) => void): void {
  visit(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) walk(child, visit);
    }
  }
}

const lineStarts = new Map<string, readonly number[]>();

/** Line of an offset, from 1. */
export function lineAt(text: string, offset: number): number {
  const starts = lineStarts.get(text) ?? findLineStarts(text);
  lineStarts.set(text, starts);
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

function findLineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function isNode(value: unknown): value is AstNode {
  return typeof value === 'object' && value !== null && typeof (value as AstNode).type === 'string';
}

function listTypeScript(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(
        (entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('node_modules'),
      )
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}
