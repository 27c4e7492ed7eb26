import type { Flags } from './flags.ts';
import { noFlags } from './flags.ts';
import type { Output } from './output.ts';

/** Where a verb prints to, and how. */
export class Printer {
  readonly output: Output;
  flags: Flags = noFlags();
  /** Inside `%!verb(...)`, String methods are not asked any more. */
  readonly isPlain: boolean;

  constructor(output: Output, isPlain = false) {
    this.output = output;
    this.isPlain = isPlain;
  }

  /** The same, for the inside of `%!verb(...)`. */
  plain(): Printer {
    const printer = new Printer(this.output, true);
    printer.flags = this.flags;
    return printer;
  }
}
