/** The value, or one line that says what is wrong with the input. Decision problems are values, not exceptions. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string };

export function valid<T>(value: T): Checked<T> {
  return { ok: true, value };
}

export function invalid(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem };
}
