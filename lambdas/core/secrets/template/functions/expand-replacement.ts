import { runeAt } from '../rune-at.ts';
import { isDigit, isLetter } from '../unicode.ts';
import type { Expression } from './libraries.ts';

export interface Replacement {
  readonly text: string;
  /** Pairs of start and end, the whole match first. */
  readonly match: readonly number[];
  readonly expression: Expression;
}

/** Go's replacement syntax: `$1`, `$name`, `${name}` and `$$`; a `$` that begins none of them stays. */
export function expandReplacement(template: string, replacement: Replacement): string {
  let expanded = '';
  for (let offset = 0; offset < template.length; ) {
    const dollar = template.indexOf('$', offset);
    if (dollar < 0) return expanded + template.slice(offset);
    expanded += template.slice(offset, dollar);
    const reference = readReference(template, dollar + 1);
    if (template[dollar + 1] === '$') {
      expanded += '$';
      offset = dollar + 2;
    } else if (reference === undefined) {
      expanded += '$';
      offset = dollar + 1;
    } else {
      expanded += groupText(reference.name, replacement);
      offset = reference.end;
    }
  }
  return expanded;
}

/** The longest name there is; in braces, up to the closing one. */
function readReference(
  template: string,
  from: number,
): { readonly name: string; readonly end: number } | undefined {
  const hasBrace = template[from] === '{';
  const start = hasBrace ? from + 1 : from;
  let end = start;
  while (end < template.length) {
    const { rune, size } = runeAt(template, end);
    if (rune !== 0x5f && !isLetter(rune) && !isDigit(rune)) break;
    end += size;
  }
  if (end === start || (hasBrace && template[end] !== '}')) return undefined;
  return { name: template.slice(start, end), end: hasBrace ? end + 1 : end };
}

function groupText(name: string, { text, match, expression }: Replacement): string {
  const group = /^(0|[1-9]\d*)$/.test(name) ? Number(name) : expression.groupNames.get(name);
  if (group === undefined) return '';
  const start = match[2 * group] ?? -1;
  return start < 0 ? '' : text.slice(start, match[2 * group + 1]);
}
