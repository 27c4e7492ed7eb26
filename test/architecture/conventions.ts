import { type AstNode, lineAt, readSourceTree, type SourceFile, walk } from './source-tree.ts';

/** Names that say nothing about what is inside. */
const NAMELESS = /(^|\/)(utils?|helpers?|common|misc|index)(\.ts|\/)/;
const EXPORTS_MAX = 3;

/** Breaches of the house rules that need no layer: file names, exports, `any`, non-null, default exports. */
export function findUnconventional(root: string): readonly string[] {
  return readSourceTree(root)
    .flatMap((file) => [...fileName(file), ...syntax(file)])
    .sort();
}

/** How often each counted escape hatch is used in the tree. */
export function countEscapeHatches(root: string): Readonly<Record<string, number>> {
  const counts = {
    'type assertion in core': 0,
    'lint ignore': 0,
    'coverage ignore': 0,
    'type-check ignore': 0,
  };
  for (const file of readSourceTree(root)) {
    counts['lint ignore'] += occurrences(file.text, /biome-ignore/g);
    counts['coverage ignore'] += occurrences(file.text, /(v8|c8|istanbul) ignore/g);
    counts['type-check ignore'] += occurrences(file.text, /@ts-(ignore|expect-error|nocheck)/g);
    if (file.path.startsWith('lambdas/core/'))
      walk(file.program, (node) => {
        if (node.type === 'TSAsExpression' && !isConst(node)) counts['type assertion in core'] += 1;
      });
  }
  return counts;
}

/** Files that call `.unwrap()` on a secret value (invariant I1). */
export function findUnwrappers(root: string): readonly string[] {
  return readSourceTree(root)
    .filter((file) => file.path.startsWith('lambdas/') && file.text.includes('.unwrap()'))
    .map((file) => file.path);
}

function fileName(file: SourceFile): readonly string[] {
  return NAMELESS.test(file.path) ? [`${file.path}: a module without a noun in its name`] : [];
}

function syntax(file: SourceFile): readonly string[] {
  const found: string[] = [];
  const report = (node: AstNode, what: string) =>
    found.push(`${file.path}:${lineAt(file.text, node.start)} ${what}`);
  const exported = new Set<string>();
  walk(file.program, (node) => {
    if (node.type === 'TSAnyKeyword') report(node, 'any');
    if (node.type === 'TSNonNullExpression') report(node, 'non-null assertion');
    if (node.type === 'ExportDefaultDeclaration') report(node, 'default export');
    if (node.type === 'ExportAllDeclaration') report(node, 'barrel export');
    if (node.type === 'ExportNamedDeclaration') exported.add(exportedThing(node));
  });
  exported.delete('type');
  const errorClasses = file.path === 'lambdas/core/errors.ts';
  if (exported.size > EXPORTS_MAX && !errorClasses) {
    found.push(`${file.path} exports ${exported.size} functions and classes: at most ${EXPORTS_MAX}`);
  }
  return found;
}

/** Constants of a file are one list and count once; types count not at all. */
function exportedThing(node: AstNode): string {
  const declaration = node['declaration'] as AstNode | null;
  if (node['exportKind'] === 'type' || declaration === null || declaration.type.startsWith('TS'))
    return 'type';
  if (declaration.type !== 'VariableDeclaration') return String(node.start);
  const inits = (declaration['declarations'] as readonly AstNode[]).map(
    (one) => one['init'] as AstNode | null,
  );
  return inits.some((init) => /Function/.test(init?.type ?? '')) ? String(node.start) : 'constants';
}

function isConst(node: AstNode): boolean {
  const annotation = node['typeAnnotation'] as AstNode & { typeName?: { name?: string } };
  return annotation.typeName?.name === 'const';
}

function occurrences(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
