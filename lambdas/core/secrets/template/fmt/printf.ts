import { kindOf } from '../kinds.ts';
import { runeAt } from '../rune-at.ts';
import { typeName } from '../types.ts';
import { GoInt, type Value } from '../values.ts';
import { noFlags } from './flags.ts';
import type { Output } from './output.ts';
import { printPlain, printValue } from './print-value.ts';
import { Printer } from './printer.ts';

/** Go caps widths and argument numbers here (fmt, `tooLarge`). */
const NUMBER_MAX = 1_000_000;
const SIMPLE_FLAGS = '#0+- ';

/** fmt.Sprint: `%v` of each, with a space between two that are both no strings. */
export function print(output: Output, values: readonly Value[]): void {
  const printer = new Printer(output);
  let isString = true;
  for (const [index, value] of values.entries()) {
    const wasString = isString;
    isString = typeof value === 'string';
    if (index > 0 && !isString && !wasString) output.write(' ');
    printPlain(printer, value);
  }
}

/** fmt.Sprintln. */
export function println(output: Output, values: readonly Value[]): void {
  const printer = new Printer(output);
  for (const [index, value] of values.entries()) {
    if (index > 0) output.write(' ');
    printPlain(printer, value);
  }
  output.write('\n');
}

/** fmt.Sprintf, its complaints in the output included. */
export function printf(output: Output, format: string, values: readonly Value[]): void {
  new Formatting(output, format, values).run();
}

class Formatting {
  readonly #output: Output;
  readonly #format: string;
  readonly #values: readonly Value[];
  readonly #printer: Printer;
  #at = 0;
  #argument = 0;
  /** Whether any `[n]` was used: arguments left over are then no mistake. */
  #reordered = false;
  #isGoodArgument = true;
  #afterIndex = false;

  constructor(output: Output, format: string, values: readonly Value[]) {
    this.#output = output;
    this.#format = format;
    this.#values = values;
    this.#printer = new Printer(output);
  }

  run(): void {
    for (;;) {
      const percent = this.#format.indexOf('%', this.#at);
      this.#output.write(this.#format.slice(this.#at, percent < 0 ? undefined : percent));
      if (percent < 0) break;
      this.#at = percent + 1;
      this.#verb();
    }
    if (!this.#reordered && this.#argument < this.#values.length) this.#extra();
  }

  #verb(): void {
    const flags = noFlags();
    this.#printer.flags = flags;
    this.#isGoodArgument = true;
    this.#afterIndex = false;
    this.#flags();
    this.#argumentIndex();
    this.#width();
    if (this.#format[this.#at] === '.' && this.#at + 1 < this.#format.length) this.#precision();
    if (!this.#afterIndex) this.#argumentIndex();
    if (this.#at >= this.#format.length) {
      this.#output.write('%!(NOVERB)');
      return;
    }
    const { size } = runeAt(this.#format, this.#at);
    const verb = this.#format.slice(this.#at, this.#at + size);
    this.#at += size;
    this.#apply(verb);
  }

  #apply(verb: string): void {
    const { flags } = this.#printer;
    if (verb === '%') this.#output.write('%');
    else if (!this.#isGoodArgument) this.#output.write(`%!${verb}(BADINDEX)`);
    else if (this.#argument >= this.#values.length) this.#output.write(`%!${verb}(MISSING)`);
    else {
      if (verb === 'v' || verb === 'w') {
        flags.sharpV = flags.sharp;
        flags.sharp = false;
        flags.plusV = flags.plus;
        flags.plus = false;
      }
      printValue(this.#printer, this.#values[this.#argument] ?? null, verb);
      this.#argument += 1;
    }
  }

  #flags(): void {
    const { flags } = this.#printer;
    for (; SIMPLE_FLAGS.includes(this.#format[this.#at] ?? 'x'); this.#at += 1) {
      const flag = this.#format[this.#at];
      if (flag === '#') flags.sharp = true;
      else if (flag === '0') flags.zero = true;
      else if (flag === '+') flags.plus = true;
      else if (flag === '-') flags.minus = true;
      else flags.space = true;
    }
  }

  #width(): void {
    const { flags } = this.#printer;
    if (this.#format[this.#at] === '*') {
      this.#at += 1;
      const width = this.#star();
      if (width === undefined) this.#output.write('%!(BADWIDTH)');
      else if (width < 0) {
        flags.minus = true;
        flags.zero = false;
      }
      flags.width = width === undefined ? undefined : Math.abs(width);
      this.#afterIndex = false;
      return;
    }
    flags.width = this.#number();
    if (this.#afterIndex && flags.width !== undefined) this.#isGoodArgument = false;
  }

  #precision(): void {
    const { flags } = this.#printer;
    this.#at += 1;
    if (this.#afterIndex) this.#isGoodArgument = false;
    this.#argumentIndex();
    if (this.#format[this.#at] !== '*') {
      flags.precision = this.#number() ?? 0;
      return;
    }
    this.#at += 1;
    const precision = this.#star();
    flags.precision = precision === undefined || precision < 0 ? undefined : precision;
    if (flags.precision === undefined) this.#output.write('%!(BADPREC)');
    this.#afterIndex = false;
  }

  /** A width or precision from the arguments. */
  #star(): number | undefined {
    const value = this.#values[this.#argument];
    if (this.#argument < this.#values.length) this.#argument += 1;
    if (!(value instanceof GoInt)) return undefined;
    const number = Number(value.value);
    return Math.abs(number) > NUMBER_MAX ? undefined : number;
  }

  #number(): number | undefined {
    const digits = /\d*/y;
    digits.lastIndex = this.#at;
    const text = digits.exec(this.#format)?.[0] ?? '';
    this.#at += text.length;
    if (text === '') return undefined;
    const number = Number(text);
    if (number <= NUMBER_MAX) return number;
    // Go gives up on the rest of the format.
    this.#at = this.#format.length;
    return undefined;
  }

  /** `[n]` picks the argument, counted from one. */
  #argumentIndex(): void {
    this.#afterIndex = false;
    if (this.#format[this.#at] !== '[') return;
    this.#reordered = true;
    const end = this.#format.indexOf(']', this.#at);
    const digits = end < 0 ? '' : this.#format.slice(this.#at + 1, end);
    this.#at = end < 0 ? this.#at + 1 : end + 1;
    const isNumber = /^\d+$/.test(digits) && Number(digits) <= NUMBER_MAX;
    const index = Number(digits) - 1;
    if (isNumber && index >= 0 && index < this.#values.length) {
      this.#argument = index;
      this.#afterIndex = true;
      return;
    }
    this.#isGoodArgument = false;
    this.#afterIndex = isNumber;
  }

  #extra(): void {
    this.#printer.flags = noFlags();
    this.#output.write('%!(EXTRA ');
    for (const [index, value] of this.#values.slice(this.#argument).entries()) {
      if (index > 0) this.#output.write(', ');
      if (kindOf(value) !== 'invalid') this.#output.write(`${typeName(value)}=`);
      printValue(this.#printer, value, 'v');
    }
    this.#output.write(')');
  }
}
