import type { GoSlice } from '../containers.ts';
import { runeAt } from '../rune-at.ts';
import { GoInt } from '../values.ts';
import type { Flags } from './flags.ts';
import type { Printer } from './printer.ts';
import { canBackquote, quote } from './quote.ts';

/** A string by one of Go's verbs; false where the verb is not for strings. */
export function formatString(bytes: string, verb: string, { flags, output }: Printer): boolean {
  switch (verb) {
    case 'v':
      output.pad(flags.sharpV ? quoted(bytes, flags) : truncated(bytes, flags), flags);
      return true;
    case 's':
      output.pad(truncated(bytes, flags), flags);
      return true;
    case 'q':
      output.budget.spendBytes(bytes.length * 4);
      output.pad(quoted(bytes, flags), flags);
      return true;
    case 'x':
    case 'X':
      output.budget.spendBytes(bytes.length * 4);
      output.pad(hexadecimal(bytes, verb, flags), flags);
      return true;
    default:
      return false;
  }
}

/** A []byte; false where it is printed as any other slice. */
export function formatBytes(value: GoSlice, verb: string, printer: Printer): boolean {
  if (!'sqxX'.includes(verb)) return false;
  const bytes = value.items.map((item) =>
    String.fromCharCode(item instanceof GoInt ? Number(item.value) : 0),
  );
  return formatString(bytes.join(''), verb, printer);
}

function quoted(bytes: string, flags: Flags): string {
  const text = truncated(bytes, flags);
  if (flags.sharp && canBackquote(text)) return `\`${text}\``;
  return quote(text, flags.plus);
}

/** Precision counts characters. */
function truncated(bytes: string, { precision }: Flags): string {
  if (precision === undefined) return bytes;
  let offset = 0;
  for (let count = 0; count < precision && offset < bytes.length; count += 1) {
    offset += runeAt(bytes, offset).size;
  }
  return bytes.slice(0, offset);
}

/** Precision counts bytes; a space separates them, and `#` puts `0x` before all or, with a space, each. */
function hexadecimal(bytes: string, verb: 'x' | 'X', { precision, space, sharp }: Flags): string {
  const shown = bytes.slice(0, precision ?? bytes.length);
  const digits = [...Buffer.from(shown, 'latin1')].map((byte) => byte.toString(16).padStart(2, '0'));
  const cased = verb === 'X' ? digits.map((pair) => pair.toUpperCase()) : digits;
  const prefix = sharp && cased.length > 0 ? `0${verb}` : '';
  return space ? cased.map((pair) => prefix + pair).join(' ') : prefix + cased.join('');
}
