/**
 * Reasons for which we refuse on purpose what the recorded program does, in any directory. Each has its row in
 * docs/compatibility.md (test/corpus/compatibility.test.ts). A refusal for any other reason is a failure.
 */
export const REFUSALS: ReadonlySet<string> = new Set([
  'PushSecret',
  'GenericTarget',
  'Generator',
  'SyncWindows',
  'InvalidSpec',
  'InvalidProviderConfig',
  'RandomFunction',
]);
