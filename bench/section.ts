import type { Bench } from './context.ts';
import type { Quantity } from './quantity.ts';

/** A group of quantities that are measured together and can be asked for by name. */
export interface Section {
  readonly name: string;
  /** Printed above its quantities. */
  readonly title: string;
  measure(bench: Bench): Promise<readonly Quantity[]>;
}
