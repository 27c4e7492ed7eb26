/** An expression in which no name of a group repeats, and the names that its groups have. */
export interface UniqueNames {
  readonly pattern: string;
  /** From the first group on; empty for a group without a name. */
  readonly names: readonly string[];
}

/** Quoted text, an escape, a character class, a named group, a plain group, or any other character. */
const TOKEN =
  /\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|\(\?P?<(?<name>[^>=!]*)>|(?<plain>\()(?!\?)|./gsu;

/**
 * Go lets names of groups repeat, the library does not: repeated ones get a name that nothing else has. Sound and
 * unsound patterns stay what they are.
 */
export function uniqueNames(pattern: string): UniqueNames {
  const names: string[] = [];
  const tokens = [...pattern.matchAll(TOKEN)].map(({ 0: token, groups }) => {
    const name = groups?.['plain'] === undefined ? groups?.['name'] : '';
    if (name === undefined) return token;
    const repeats = name !== '' && names.includes(name);
    names.push(name);
    return repeats ? `(?P<${freshName(pattern, names.length)}>` : token;
  });
  return { pattern: tokens.join(''), names };
}

/** A name that the pattern does not hold anywhere. */
function freshName(pattern: string, group: number): string {
  let name = `g${group}`;
  while (pattern.includes(name)) name += '_';
  return name;
}
