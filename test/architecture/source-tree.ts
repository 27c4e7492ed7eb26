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

/** Reads and parses every `.ts` file below the source folders of `root`, sorted by path. */
export function readSourceTree(root: string): readonly SourceFile[] {
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

/** Line of an offset, from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let index = text.indexOf('\n'); index !== -1 && index < offset; index = text.indexOf('\n', index + 1))
    line += 1;
  return line;
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
