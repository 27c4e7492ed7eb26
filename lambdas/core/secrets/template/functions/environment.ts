import type { Budget } from '../limits.ts';
import type { Libraries } from './libraries.ts';

/** Keys that templates can ask for. */
export type KeyKind = 'rsa2048' | 'rsa4096' | 'ecdsa' | 'ed25519' | 'dsa';

/** Where randomness and time come from. Only asked under refreshPolicy CreatedOnce. */
export interface Chance {
  /** So many random bytes. */
  random(size: number): Buffer;
  /** Milliseconds since 1970. */
  now(): number;
  /** A new private key, as PEM of PKCS#8; ECDSA on P-256, DSA of 2048 bits. */
  privateKey(kind: KeyKind): string;
  /** Signs with a private key in PEM; `hash` undefined for Ed25519. */
  sign(hash: string | undefined, bytes: Buffer, privateKeyPem: string): Buffer;
}

/** What functions may use besides their arguments. */
export interface Environment {
  readonly budget: Budget;
  readonly libraries: Libraries;
  /** undefined: functions with random or time-dependent output are refused. */
  readonly chance: Chance | undefined;
  /** What a key that a map does not have comes to: an error when left out, or no value (Go's `missingkey` default). */
  readonly missingKeys?: 'error' | 'none';
}
