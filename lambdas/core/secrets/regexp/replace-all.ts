import { REGEXP_WORK_MAX } from '../../bounds.ts';
import { type Checked, invalid, valid } from '../checked.ts';
import type { Expression, Match } from './expression.ts';
import { runeWidth } from './matches.ts';

const NAME = /^(?:\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/u;
/** A name that is a group's number; longer and zero-padded ones are names. */
const NUMBER = /^(?:0|[1-9]\d{0,8})$/;

/**
 * Go's ReplaceAllString: every match gives way to the replacement, in which `$1`, `${1}`, `$name` and `${name}` stand
 * for groups and `$$` for a dollar. A name is as long as it can be (`$1x` is the group "1x"), a group that does not
 * exist is empty, and an empty match next to the one before it is left alone. The only problem is a text too long
 * for the expression.
 */
export function replaceAll(expression: Expression, text: string, replacement: string): Checked<string> {
  const subject = Buffer.from(text, 'utf8');
  const parts: string[] = [];
  let work = REGEXP_WORK_MAX;
  let copied = 0;
  for (let at = 0; at <= subject.length; ) {
    work -= (subject.length - at + 1) * expression.size;
    if (work < 0)
      return invalid('the expression is too costly for the text it searches: make one of them shorter');
    const match = expression.find(subject, at);
    const [start = -1, end = -1] = match ?? [];
    if (match === undefined) break;
    parts.push(subject.toString('utf8', copied, start));
    if (end > copied || start === 0) parts.push(expand(expression, replacement, { subject, match }));
    copied = end;
    at = Math.max(end, at + runeWidth(subject, at));
  }
  return valid(parts.join('') + subject.toString('utf8', copied));
}

/** The replacement with its groups filled in. */
function expand(
  { groupNames }: Expression,
  replacement: string,
  { subject, match }: { readonly subject: Buffer; readonly match: Match },
): string {
  const group = (index: number) => {
    const [start = -1, end = -1] = match.slice(2 * index, 2 * index + 2);
    return start < 0 ? undefined : subject.toString('utf8', start, end);
  };
  const named = (name: string) => {
    const indexes = groupNames.flatMap((known, index) => (known === name ? [index + 1] : []));
    return indexes.map(group).find((text) => text !== undefined);
  };
  const [head = '', ...pieces] = replacement.split('$');
  let out = head;
  for (let i = 0; i < pieces.length; i += 1) {
    const piece = pieces[i] ?? '';
    const [reference, braced, bare = ''] = NAME.exec(piece) ?? [];
    if (reference !== undefined) {
      const name = braced ?? bare;
      out += (NUMBER.test(name) ? group(Number(name)) : named(name)) ?? '';
      out += piece.slice(reference.length);
    } else if (piece === '' && i + 1 < pieces.length) {
      // Two dollars in a row: what follows the second one is plain text.
      i += 1;
      out += `$${pieces[i] ?? ''}`;
    } else {
      out += `$${piece}`;
    }
  }
  return out;
}
