import { GoMap, GoSlice } from '../containers.ts';
import { kindOf } from '../kinds.ts';
import { integerText } from '../number/integer-text.ts';
import { elementType, typeName } from '../types.ts';
import { GoComplex, GoInt, GoObject, type Value } from '../values.ts';
import { noFlags } from './flags.ts';
import { formatInteger } from './format-integer.ts';
import { formatReal } from './format-real.ts';
import { formatBytes, formatString } from './format-string.ts';
import type { Printer } from './printer.ts';

const STRINGER_VERBS = 'vsxXq';
const POINTER_DIGITS = '0xc000012345';

/** Prints one argument by a verb as package fmt does; at depth 0, what a template or function was given. */
export function printValue(printer: Printer, value: Value, verb: string, depth = 0): void {
  const { output, flags } = printer;
  output.budget.spend(1);
  if (value === null) printNil(printer, verb, depth);
  else if (verb === 'T' && depth === 0) formatString(typeName(value), 's', printer);
  else if (verb === 'p' && depth === 0) printPointer(printer, value);
  else if (typeof value === 'string') {
    if (!formatString(value, verb, printer)) badVerb(printer, value, verb);
  } else if (typeof value === 'boolean') {
    if (verb === 't' || verb === 'v') output.pad(String(value), flags);
    else badVerb(printer, value, verb);
  } else if (typeof value === 'number') {
    if (!formatReal(value, verb, flags, output)) badVerb(printer, value, verb);
  } else if (value instanceof GoComplex) printComplex(printer, value, verb);
  else if (value instanceof GoInt) printInteger(printer, value, verb);
  else if (verb === 'w') badVerb(printer, value, verb);
  else output.budget.nested(() => printComposite(printer, value, verb, depth));
}

function printNil(printer: Printer, verb: string, depth: number): void {
  // Inside a list or map, nil is `<nil>` whatever the verb.
  if (depth > 0) printer.output.write(printer.flags.sharpV ? 'interface {}(nil)' : '<nil>');
  else if (verb === 'T' || verb === 'v') printer.output.pad('<nil>', printer.flags);
  else badVerb(printer, null, verb);
}

function printInteger(printer: Printer, value: GoInt, verb: string): void {
  const text = printer.isPlain ? undefined : stringOf(value);
  if (text !== undefined && STRINGER_VERBS.includes(verb) && !printer.flags.sharpV) {
    formatString(text, verb, printer);
    return;
  }
  const isUnsigned = kindOf(value) === 'uint';
  const done = formatInteger(value.value, verb, { flags: printer.flags, output: printer.output, isUnsigned });
  if (!done) badVerb(printer, value, verb);
}

function stringOf(value: Value): string | undefined {
  if (value instanceof GoObject) return value.shape.text?.();
  return value instanceof GoInt ? integerText(value) : undefined;
}

function printComplex(printer: Printer, value: GoComplex, verb: string): void {
  if (!'vbgGxXfFeE'.includes(verb)) {
    badVerb(printer, value, verb);
    return;
  }
  const { output, flags } = printer;
  output.write('(');
  formatReal(value.re, verb, flags, output);
  formatReal(value.im, verb, { ...flags, plus: true }, output);
  output.write('i)');
}

function printPointer(printer: Printer, value: Value): void {
  // An address tells nothing and differs from run to run in Go: here it is always the same one.
  const isReference = value instanceof GoMap || value instanceof GoSlice || kindOf(value) === 'ptr';
  if (isReference) printer.output.pad(POINTER_DIGITS, printer.flags);
  else badVerb(printer, value, 'p');
}

function printComposite(
  printer: Printer,
  value: GoMap | GoSlice | GoObject,
  verb: string,
  depth: number,
): void {
  if (value instanceof GoMap) printMap(printer, value, verb, depth);
  else if (value instanceof GoSlice) printSlice(printer, value, verb, depth);
  else printObject(printer, value, verb, depth);
}

function printMap(printer: Printer, value: GoMap, verb: string, depth: number): void {
  const { output, flags } = printer;
  const { sharpV } = flags;
  output.write(sharpV ? `${value.type}{` : 'map[');
  for (const [index, [key, item]] of value.sorted().entries()) {
    if (index > 0) output.write(sharpV ? ', ' : ' ');
    printValue(printer, key, verb, depth + 1);
    output.write(':');
    printValue(printer, item, verb, depth + 1);
  }
  output.write(sharpV ? '}' : ']');
}

function printSlice(printer: Printer, value: GoSlice, verb: string, depth: number): void {
  const { output, flags } = printer;
  const isBytes = elementType(value.type) === 'uint8';
  if (isBytes && formatBytes(value, verb, printer)) return;
  if (flags.sharpV && value.isNil) {
    output.write(`${value.type}(nil)`);
    return;
  }
  output.write(flags.sharpV ? `${value.type}{` : '[');
  for (const [index, item] of value.items.entries()) {
    if (index > 0) output.write(flags.sharpV ? ', ' : ' ');
    printValue(printer, item, verb, depth + 1);
  }
  output.write(flags.sharpV ? '}' : ']');
}

function printObject(printer: Printer, value: GoObject, verb: string, depth: number): void {
  const { output, flags } = printer;
  const { shape } = value;
  const text = printer.isPlain ? undefined : stringOf(value);
  if (text !== undefined && STRINGER_VERBS.includes(verb) && !flags.sharpV) {
    formatString(text, verb, printer);
    return;
  }
  if (shape.type.startsWith('*')) {
    if (depth > 0) {
      output.write(POINTER_DIGITS);
      return;
    }
    output.write('&');
  }
  output.write(flags.sharpV ? `${shape.type.replace('*', '')}{` : '{');
  for (const [index, [name, item]] of [...(shape.fields ?? shape.hidden ?? [])].entries()) {
    if (index > 0) output.write(flags.sharpV ? ', ' : ' ');
    if (flags.plusV || flags.sharpV) output.write(`${name}:`);
    printValue(printer, item, verb, depth + 1);
  }
  output.write('}');
}

/** `%!d(string=abc)`: what fmt writes for a verb that does not fit, which is no error. */
function badVerb(printer: Printer, value: Value, verb: string): void {
  const { output } = printer;
  output.write(`%!${verb}(`);
  if (value === null) output.write('<nil>');
  else {
    output.write(`${typeName(value)}=`);
    // No Stringer any more: fmt prints what is inside.
    printValue(printer.plain(), value, 'v');
  }
  output.write(')');
}

/** fmt.Sprint's form of one value: `%v` without flags. */
export function printPlain(printer: Printer, value: Value): void {
  printer.flags = noFlags();
  printValue(printer, value, 'v');
}
