/** Whether one thing is needed, and what shows it. */
export interface Proof {
  /** Which table it belongs to: `guard 4.9`, `resource`, `IAM`, `RBAC`. */
  readonly part: string;
  /** What was taken away. */
  readonly name: string;
  readonly needed: boolean;
  /** The test or step that failed without it; why nothing was shown when it is not needed. */
  readonly by: string;
  readonly seconds: number;
}
