/**
 * The fewest directories that hold all these names: one a first segment, as deep as they agree. In: parameter names
 * (`/eco2/dev/database/password`) or names of secrets (`prod/db`). Out: each ends with `/`; sorted. A name without
 * directory is in none of them.
 */
export function commonDirectories(names: Iterable<string>): readonly string[] {
  const byRoot = new Map<string, readonly string[]>();
  for (const name of names) {
    const segments = name.split('/').slice(0, -1);
    const root = segments.slice(0, name.startsWith('/') ? 2 : 1).join('/');
    if (root === '') continue;
    const known = byRoot.get(root);
    byRoot.set(root, known === undefined ? segments : sharedStart(known, segments));
  }
  return [...byRoot.values()].map((segments) => `${segments.join('/')}/`).sort();
}

function sharedStart(a: readonly string[], b: readonly string[]): readonly string[] {
  const differs = a.findIndex((segment, index) => segment !== b[index]);
  return differs < 0 ? a : a.slice(0, differs);
}
