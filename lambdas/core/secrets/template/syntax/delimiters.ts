/** What stands around actions, as byte strings; `{{` and `}}` unless the operator is told otherwise. */
export interface Delimiters {
  readonly left: string;
  readonly right: string;
}

export const DEFAULT_DELIMITERS: Delimiters = { left: '{{', right: '}}' };
