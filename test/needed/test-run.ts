/** What a run of test files came to. */
export type TestRun =
  | { readonly kind: 'passed' }
  /** The first test that failed: file and full name. */
  | { readonly kind: 'failed'; readonly file: string; readonly test: string; readonly message: string }
  /** No test said anything: a file did not load, or the run took too long. */
  | { readonly kind: 'broken'; readonly output: string };

/** What a lane is asked to run: test files or folders below its root. */
export interface TestRequest {
  readonly tests: readonly string[];
}
