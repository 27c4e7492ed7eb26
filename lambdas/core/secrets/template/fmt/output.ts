import { type Budget, exceeded, STRING_BYTES_MAX } from '../limits.ts';
import { countRunes } from '../runes.ts';
import type { Flags } from './flags.ts';

/** Bytes written so far, never more than a rendering may make. */
export class Output {
  readonly budget: Budget;
  #parts: string[] = [];
  #length = 0;

  constructor(budget: Budget) {
    this.budget = budget;
  }

  write(bytes: string): void {
    this.#length += bytes.length;
    if (this.#length > STRING_BYTES_MAX)
      throw exceeded(`makes a text of more than ${STRING_BYTES_MAX} bytes`);
    this.#parts.push(bytes);
  }

  /** Writes with the width of a verb; it counts characters, not bytes. */
  pad(bytes: string, flags: Flags): void {
    const missing = flags.width === undefined ? 0 : flags.width - countRunes(bytes);
    if (missing <= 0) {
      this.write(bytes);
      return;
    }
    this.budget.spendBytes(missing);
    const padding = (flags.zero && !flags.minus ? '0' : ' ').repeat(missing);
    this.write(flags.minus ? bytes + padding : padding + bytes);
  }

  text(): string {
    return this.#parts.join('');
  }
}
