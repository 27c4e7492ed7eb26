import { type AstNode, lineAt, readSourceTree, type SourceFile, walk } from './source-tree.ts';

/** Names that reach outside: time, randomness, environment, output, timers, network. */
const FORBIDDEN_GLOBALS: readonly string[] = [
  'process',
  'console',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'fetch',
  'performance',
  'globalThis',
];
const FORBIDDEN_MEMBERS: readonly string[] = [
  'Date.now',
  'Math.random',
  'crypto.randomBytes',
  'crypto.randomUUID',
];
/** Functions of node:crypto that core may use: digests, ciphers and keys. */
const CRYPTO_FUNCTIONS =
  /^(createHash|createHmac|createCipheriv|createDecipheriv|pbkdf2Sync|scryptSync|create(Public|Private|Secret)Key|privateDecrypt|X509Certificate|hash|type .*|KeyObject)$/;

/** Every use of a clock, randomness, the environment or the console in `lambdas/core`. */
export function findImpurities(root: string): readonly string[] {
  return readSourceTree(root)
    .filter((file) => file.path.startsWith('lambdas/core/'))
    .flatMap(findInFile)
    .sort();
}

function findInFile(file: SourceFile): readonly string[] {
  const found: string[] = [];
  const report = (node: AstNode, what: string) => {
    found.push(`${file.path}:${lineAt(file.text, node.start)} uses ${what}: core computes and never waits`);
  };
  const declared = declaredNames(file.program);
  walk(file.program, (node) => {
    const name = forbiddenName(node, declared);
    if (name !== undefined) report(node, name);
    for (const imported of forbiddenCrypto(node)) report(node, `node:crypto ${imported}`);
  });
  return found;
}

function forbiddenName(node: AstNode, declared: ReadonlySet<string>): string | undefined {
  if (node.type === 'NewExpression' && identifier(node['callee']) === 'Date' && isEmpty(node['arguments'])) {
    return 'new Date() without an argument';
  }
  if (node.type !== 'MemberExpression')
    return node.type === 'CallExpression' ? calledGlobal(node, declared) : undefined;
  const object = identifier(node['object']);
  if (object === undefined || declared.has(object)) return undefined;
  if (FORBIDDEN_GLOBALS.includes(object)) return object;
  const member = `${object}.${identifier(node['property']) ?? ''}`;
  return FORBIDDEN_MEMBERS.includes(member) ? member : undefined;
}

function calledGlobal(node: AstNode, declared: ReadonlySet<string>): string | undefined {
  const callee = identifier(node['callee']);
  if (callee === undefined || declared.has(callee)) return undefined;
  if (callee === 'Date') return 'Date()';
  return FORBIDDEN_GLOBALS.includes(callee) ? callee : undefined;
}

function forbiddenCrypto(node: AstNode): readonly string[] {
  if (node.type !== 'ImportDeclaration' || node['importKind'] === 'type') return [];
  if ((node['source'] as { value?: unknown }).value !== 'node:crypto') return [];
  return (node['specifiers'] as readonly AstNode[]).flatMap((specifier) => {
    const name = identifier(specifier['imported']) ?? 'as a whole';
    return specifier['importKind'] === 'type' || CRYPTO_FUNCTIONS.test(name) ? [] : [name];
  });
}

/** Parameters and variables of the file that shadow a global of the same name. */
function declaredNames(program: AstNode): ReadonlySet<string> {
  const names = new Set<string>();
  walk(program, (node) => {
    if (node.type === 'VariableDeclarator') names.add(identifier(node['id']) ?? '');
    for (const parameter of (node['params'] as readonly AstNode[] | undefined) ?? []) {
      names.add(identifier(parameter) ?? '');
    }
  });
  return names;
}

function identifier(node: unknown): string | undefined {
  const candidate = node as AstNode | undefined;
  return candidate?.type === 'Identifier' ? (candidate['name'] as string) : undefined;
}

function isEmpty(list: unknown): boolean {
  return Array.isArray(list) && list.length === 0;
}
