/** One field of a configuration being drafted. */
export interface DraftSetting {
  readonly key: string;
  readonly value: unknown;
  /** Where it comes from, as a comment above it. */
  readonly why?: string;
}

/** A block of a configuration, and what could not be carried over, a sentence each. */
export interface Draft {
  readonly settings: readonly DraftSetting[];
  readonly notes: readonly string[];
}
