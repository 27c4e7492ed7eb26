import { compareBytes } from '../object-key.ts';

/** `dataFrom.find` as the manifest has it. */
export interface FindRef {
  /** Root of a hierarchy in Parameter Store, beginning of the name in Secrets Manager; empty: everywhere. */
  readonly path: string;
  /** Undefined: not asked for by name. */
  readonly regexp: string | undefined;
  /** Undefined: not asked for by tags. */
  readonly tags: Tags | undefined;
}

/** What a find asks the service for, and what it takes out of the answer. */
export interface Find {
  /** Root of the listing; `/` when everything is listed. */
  readonly path: string;
  /** Undefined: listed by path. */
  readonly tags: Tags | undefined;
  /** Whether a name that was listed is meant. */
  readonly matches: (name: string) => boolean;
  /** Whether the namespace may read it: a find that matches more is refused as a whole, before any value is read. */
  readonly permits: (name: string) => boolean;
}

type Tags = Readonly<Record<string, string>>;

/** One text for each find, in messages, in memory and in second observations. */
export function formatFind({ path, regexp, tags }: FindRef): string {
  const sorted = Object.entries(tags ?? {}).sort(([a], [b]) => compareBytes(a, b));
  return `find ${JSON.stringify([path, regexp ?? null, tags === undefined ? null : sorted])}`;
}

/** Whether GetParametersByPath finds the name below the path. `/` holds all, names without slashes too. */
export function isBelowPath(name: string, path: string): boolean {
  const base = path.endsWith('/') ? path : `${path}/`;
  return (name.startsWith('/') ? name : `/${name}`).startsWith(base);
}

/**
 * The path below which every name lies that an expression can match, so that less is listed: `^/a/b[0-9]` -> `/a`.
 * `/` for an expression that is not anchored, or has alternatives or flags.
 */
export function rootOfExpression(regexp: string): string {
  if (!regexp.startsWith('^/') || /[|]|\(\?/.test(regexp)) return '/';
  const literal = /^\^((?:[A-Za-z0-9_/-]|\\\.)*)/.exec(regexp)?.[1] ?? '';
  // What follows may repeat, or leave out, the last character; only whole levels are kept.
  const root = literal.slice(0, literal.lastIndexOf('/')).replaceAll('\\.', '.');
  const isRepeated = /^[*?{+]/.test(regexp.slice(literal.length + 1));
  return root === '' || (isRepeated && literal.endsWith('/')) ? '/' : root;
}
