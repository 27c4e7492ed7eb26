/** One line of a `.jsonl` file. Which fields it has beside these depends on the file (test/corpus/vectors/README.md). */
export interface Vector {
  readonly id: string;
  readonly tags: readonly string[];
  readonly [field: string]: unknown;
}

/**
 * Our answer to one vector: each field is compared with the vector's field of the same name. `output` may be a
 * Buffer; it is then compared with `output`, `outputBase64` or `outputPattern`, whichever the vector has.
 */
export type Answer = Readonly<Record<string, unknown>>;

/**
 * Computes our answer. To throw is to answer with an error, which is right exactly when the vector records one;
 * throw NotSupported where the function is not built, RefusedVector where
 * it never will be.
 */
export type VectorRunner = (vector: Vector) => Answer | Promise<Answer>;

/** Runners by file name without `.jsonl`. */
export type VectorRunners = Readonly<Record<string, VectorRunner>>;

/** The function a vector needs is not built: the vector fails, also where it records an error. */
export class NotSupported extends Error {}

/**
 * We refuse what the vector asks for, with one of the documented reasons of docs/compatibility.md: right where the
 * vector records an error, a divergence counted under `reason` elsewhere.
 */
export class RefusedVector extends Error {
  readonly reason: string;

  constructor(reason: string, message: string) {
    super(message);
    this.reason = reason;
  }
}
