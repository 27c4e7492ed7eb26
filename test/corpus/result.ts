/** What a driver says of one case. Every driver returns this, so that counting and printing know one shape. */
export interface CaseResult {
  /** Name of the case or id of the vector; unique within a folder. */
  readonly id: string;
  /** First tag of the case (ESO, ExternalDNS) or the file the vector stands in. */
  readonly topic: string;
  readonly outcome: 'passed' | 'diverged' | 'failed';
  /** Of a divergence: the refusal's reason or the rule's name, by which divergences are counted. */
  readonly reason?: string;
  /** Of a failure: one line a difference, `step 1: secrets.app.data.key: recorded "x", ours "y"`. */
  readonly diff?: readonly string[];
  /** Differences that are counted and printed but never gated (wording of Events and error texts). */
  readonly wording?: readonly string[];
}
