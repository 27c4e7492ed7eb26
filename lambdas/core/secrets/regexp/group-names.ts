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
 * Go lets names of groups repeat, the library does not: repeated ones are taken away. Positions in the library's
 * messages stay those of the pattern as it was given, since only sound patterns come this far.
 */
export function uniqueNames(pattern: string): UniqueNames {
  const names: string[] = [];
  const tokens = [...pattern.matchAll(TOKEN)].map(({ 0: token, groups }) => {
    const name = groups?.['plain'] === undefined ? groups?.['name'] : '';
    if (name === undefined) return token;
    const repeats = name !== '' && names.includes(name);
    names.push(name);
    return repeats ? '(' : token;
  });
  return { pattern: tokens.join(''), names };
}
