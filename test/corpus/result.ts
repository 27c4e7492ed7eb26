/** What is said of one case in the end, whichever driver ran it. */
export interface CaseResult {
  /** Name of the case or id of the vector; unique within a folder. */
  readonly id: string;
  readonly outcome: 'passed' | 'diverged' | 'failed';
  /** Of a divergence: the refusal's reason or the rule's name, by which divergences are counted. */
  readonly reason?: string;
  /** Of a failure: one line a difference, `step 1: secrets.app.data.key: recorded "x", ours "y"`. */
  readonly diff?: readonly string[];
  /** Differences in wording (Events, error texts): counted and printed, never gated. */
  readonly wording?: readonly string[];
}
