/** Kinds of a result, in gjson's names; `Null` with an empty `raw` is "does not exist". */
export type ResultType = 'Null' | 'False' | 'Number' | 'String' | 'True' | 'JSON';

/** What a path selects. Texts are byte strings: one character a byte, so that invalid UTF-8 survives. */
export interface Result {
  readonly type: ResultType;
  /** The source text of the value as it stands; made text for what the path computed. */
  readonly raw: string;
  /** The unquoted text of a String. */
  readonly text: string;
  /** The value of a Number. */
  readonly number: number;
}

export const NOTHING: Result = { type: 'Null', raw: '', text: '', number: 0 };

export function exists(result: Result): boolean {
  return result.type !== 'Null' || result.raw !== '';
}

/** JSON text as a result: an object, an array, or what the path put together. */
export function jsonResult(raw: string): Result {
  return { type: 'JSON', raw, text: '', number: 0 };
}
