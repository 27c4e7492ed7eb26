import { GJSON_DEPTH_MAX, GJSON_STEPS_MAX } from '../../bounds.ts';
import { RefusedError } from '../../errors.ts';

/** A property that would take too much work, or goes too deep. Says which limit, never a value (invariant I1). */
export class PropertyLimitError extends RefusedError {}

/**
 * What one lookup may still do. A manifest chooses the path and can double its output with every step, so the bytes
 * looked at and written are counted together, and so is the depth of nesting (invariant I8).
 */
export class Work {
  #steps = GJSON_STEPS_MAX;
  #depth = 0;

  /** Accounts for about `steps` bytes read or written. Throws PropertyLimitError when they are used up. */
  spend(steps: number): void {
    this.#steps -= steps;
    if (this.#steps < 0) {
      throw new PropertyLimitError(
        `the property takes more than ${GJSON_STEPS_MAX} steps on this value; use a simpler path`,
        { code: 'PropertyTooExpensive' },
      );
    }
  }

  /** Runs one level deeper. Throws PropertyLimitError when the path or the value nests too deeply. */
  deeper<T>(run: () => T): T {
    if (this.#depth >= GJSON_DEPTH_MAX) {
      throw new PropertyLimitError(
        `the property or the value nests deeper than ${GJSON_DEPTH_MAX} levels; use a simpler path`,
        { code: 'PropertyTooDeep' },
      );
    }
    this.#depth += 1;
    try {
      return run();
    } finally {
      this.#depth -= 1;
    }
  }
}
