import type { FunctionFamily, TemplateFunction } from './function.ts';

const base: TemplateFunction = ['s', (args) => baseName(args.string(0))];
const dir: TemplateFunction = [
  's',
  (args) => clean(args.string(0).slice(0, args.string(0).lastIndexOf('/') + 1)),
];
const cleaned: TemplateFunction = ['s', (args) => clean(args.string(0))];
const ext: TemplateFunction = ['s', (args) => /\.[^./]*$/.exec(args.string(0))?.[0] ?? ''];
const isAbs: TemplateFunction = ['s', (args) => args.string(0).startsWith('/')];

/** Go's package path; the `os` variants are the same on Linux. */
export const pathFunctions: FunctionFamily = {
  base,
  dir,
  clean: cleaned,
  ext,
  isAbs,
  osBase: base,
  osDir: dir,
  osClean: cleaned,
  osExt: ext,
  osIsAbs: isAbs,
};

function baseName(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** path.Clean: no empty parts, no `.`, and `..` resolved where something is above it. */
function clean(path: string): string {
  const isRooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!isRooted) parts.push('..');
  }
  const joined = parts.join('/');
  if (isRooted) return `/${joined}`;
  return joined === '' ? '.' : joined;
}
