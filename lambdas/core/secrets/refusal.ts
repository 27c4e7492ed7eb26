/**
 * Something we decline to do, for a reason of our own or of ESO's admission webhook. It becomes Ready=False with
 * this reason, an entry `refused` in the report, and no write to the Secret.
 */
export interface Refusal {
  /** `UnsupportedField`, `InvalidSpec`, `AdoptionWouldLoseKeys`, `InvalidProviderConfig`, ... */
  readonly reason: string;
  /** Which field, what was given, what is allowed, what to change. Never a value. */
  readonly message: string;
}

export type Refusable<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & Refusal);

export function refused(reason: string, message: string): { readonly ok: false } & Refusal {
  return { ok: false, reason, message };
}
