/**
 * A secret's bytes, wrapped so that no log, report, exception or JSON can show them (invariant I1).
 * Bytes, not text: base64 decoding yields arbitrary bytes and templates pass invalid UTF-8 through.
 * `unwrap` is called where a Secret is written and where content is computed from it, and nowhere else
 * (test/architecture.test.ts counts the callers).
 */

const REDACTED = '[secret]';
// Node's inspect hook, by its registered name so that core needs no `node:util`.
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

export class SecretValue {
  readonly #bytes: Buffer;

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Wraps a copy-free view of `bytes`; the caller must not change them afterwards. */
  static ofBytes(bytes: Uint8Array): SecretValue {
    return new SecretValue(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  /** Wraps text as its UTF-8 bytes. The empty string is a value, not an absence. */
  static ofText(text: string): SecretValue {
    return new SecretValue(Buffer.from(text, 'utf8'));
  }

  /** The bytes themselves. Do not change them. */
  unwrap(): Buffer {
    return this.#bytes;
  }

  /** Length in bytes. */
  get length(): number {
    return this.#bytes.length;
  }

  /** Same bytes; the only comparison there is. */
  equals(other: SecretValue): boolean {
    return this.#bytes.equals(other.#bytes);
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [INSPECT](): string {
    return REDACTED;
  }
}
