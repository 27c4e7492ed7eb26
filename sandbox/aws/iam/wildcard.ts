export interface WildcardOptions {
  readonly ignoreCase?: boolean;
  /** IAM has `?` for exactly one character (the default); EventBridge patterns have not. */
  readonly literalQuestionMark?: boolean;
}

/** `*` is any run of characters, `?` exactly one. Everything else is literal. */
export function matchesWildcard(pattern: string, text: string, options: WildcardOptions = {}): boolean {
  const one = options.literalQuestionMark === true ? undefined : '?';
  if (options.ignoreCase === true) return matches(pattern.toLowerCase(), text.toLowerCase(), one);
  return matches(pattern, text, one);
}

/** Greedy with one backtracking point, so that hostile patterns stay linear in practice. */
function matches(pattern: string, text: string, one: string | undefined): boolean {
  let p = 0;
  let star = -1;
  let resume = 0;
  for (let t = 0; t < text.length; ) {
    if (pattern[p] === '*') {
      star = p;
      resume = t;
      p += 1;
    } else if (p < pattern.length && (pattern[p] === one || pattern[p] === text[t])) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      resume += 1;
      t = resume;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
